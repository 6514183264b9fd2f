using System.Text.Json;
using Tollgate.Tools.Adapters.Cache;
using Tollgate.Tools.Adapters.Http;
using Tollgate.Tools.Adapters.Output;
using Tollgate.Tools.Adapters.Mcp;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>Reads one file of declared tools.</summary>
/// <param name="replaced">The tool of ours that one of a name replaces; null when there is none.</param>
/// <param name="needs">What its tools work with.</param>
internal sealed class DeclaredReader(Func<string, ToolDefinition?> replaced, ToolNeeds needs)
{
    /// <summary>What a file declares; what is wrong with it is added to the faults.</summary>
    /// <param name="name">The file's name, by which its prices are known in the books.</param>
    /// <param name="file">What is in it.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public DeclaredFile Read(string name, ReadOnlyMemory<byte> file, List<ArgumentFault> faults)
    {
        var version = FileVersion.Of(name, file.Span);
        var declared = DeclaredFile.Empty;
        DeclaredJson.Read(file, faults, root => ReadAll(root, version, declared));
        return declared;
    }

    private void ReadAll(FileObject root, string version, DeclaredFile declared)
    {
        _ = root.Find("$schema");
        Each(root, "mcp_servers", isNeeded: false, server => ReadServer(server, version, declared.Servers));
        Each(root, "tools", isNeeded: root.Find("mcp_servers") is null, tool => declared.Tools.Add(ReadTool(tool, version, declared.Servers)));
        root.End();
    }

    private static void Each(FileObject root, string name, bool isNeeded, Action<FileObject> read)
    {
        if (root.Find(name) is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var (i, item) in list.EnumerateArray().Index())
            {
                read(new FileObject(item, FormattableString.Invariant($"{name}[{i}]"), root.Faults));
            }
        }
        else if (isNeeded || root.Find(name) is not null)
        {
            root.Fault(name, "must be a list");
        }
    }

    private void ReadServer(FileObject file, string version, List<DeclaredServer> servers)
    {
        if (RepublishedReader.Read(file, version, needs.Secret) is var (spec, rules))
        {
            var upstream = Upstream(spec);
            var published = new Republished(upstream, rules, needs.Pins, needs.Time, needs.Logger);
            servers.Add(new DeclaredServer(spec.Id, file.PathOf("name"), upstream, published));
        }
    }

    private McpUpstream Upstream(McpSpec spec) => new(spec, needs.Network, needs.Pins, needs.Time, needs.Logger);

    private DeclaredTool ReadTool(FileObject file, string version, List<DeclaredServer> servers)
    {
        var name = file.Text("name");
        if (name.Length > 0 && !ToolNames.IsGood(name))
        {
            file.Fault("name", ToolNames.Rule);
        }

        var definition = DefinitionReader.Read(file, name, version, replaced(name));
        var cache = file.MayObject("cache") is { } rules ? Cache(rules) : null;
        var names = definition.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var tool = Adapted(file, definition, new TemplateScope(names, needs.Secret), servers);
        file.End();
        return new DeclaredTool(name, file.PathOf("name"), tool is null ? null : Wrapped(tool, cache));
    }

    // What does not fit is never kept.
    private ITool Wrapped(ITool tool, CacheRules? cache)
    {
        var held = tool.Definition.Output is { } output ? new CheckedTool(tool, output, needs.Logger) : tool;
        return cache is null ? held : new CachedTool(held, cache, needs.Time);
    }

    // How it gets its answer.
    private ITool? Adapted(FileObject file, ToolDefinition definition, TemplateScope scope, List<DeclaredServer> servers)
    {
        var http = file.MayObject("http");
        var mcp = file.MayObject("mcp");
        if (http is null && mcp is null && file.IsObject)
        {
            file.Fault("http", "is missing: it, or mcp, says how the tool gets its answer");
        }

        if (http is not null && mcp is not null)
        {
            file.Fault("mcp", "stands beside http; one of them says how the tool gets its answer");
        }

        if (http is not null && HttpSpecReader.Read(http, scope) is { } spec)
        {
            return new HttpTool(definition, spec, needs.Invoker, needs.Time, needs.Logger);
        }

        if (mcp is null || McpCallReader.Read(mcp, definition.Name, scope) is not var (server, plan))
        {
            return null;
        }

        if (plan.Result is null && definition.Output is not null)
        {
            file.Fault("output", "stands without a result of mcp: content blocks are no reply of that form");
        }

        var upstream = Upstream(server);
        servers.Add(new DeclaredServer(definition.Name, file.PathOf("name"), upstream, null));
        return new McpTool(definition with { AnswersInBlocks = plan.Result is null }, upstream, plan, needs.Time, needs.Logger);
    }

    private static CacheRules Cache(FileObject cache)
    {
        var rules = new CacheRules(TimeSpan.FromSeconds(cache.Whole("seconds", 1, 86_400, null)), cache.Flag("charge_hits", true));
        cache.End();
        return rules;
    }
}
