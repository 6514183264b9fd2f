using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Tollgate.Tools.Adapters.Cache;
using Tollgate.Tools.Adapters.Http;
using Tollgate.Tools.Adapters.Output;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>Reads one file of declared tools.</summary>
/// <param name="replaced">The tool of ours that one of a name replaces; null when there is none.</param>
/// <param name="secret">The value of a secret by its name, or null.</param>
/// <param name="network">What tools ask through.</param>
/// <param name="time">The clock of their limits.</param>
/// <param name="logger">Takes what goes wrong when they are called.</param>
internal sealed partial class DeclaredReader(
    Func<string, ToolDefinition?> replaced, Func<string, string?> secret, HttpMessageInvoker network, TimeProvider time, ILogger logger)
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The tools of a file in their order; what is wrong with it is added to the faults.</summary>
    public IReadOnlyList<DeclaredTool> Read(ReadOnlyMemory<byte> file, List<ArgumentFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(file, Options);
            var root = new FileObject(document.RootElement, "", faults);
            _ = root.Find("$schema");
            var tools = new List<DeclaredTool>();
            if (root.Find("tools") is not { ValueKind: JsonValueKind.Array } list)
            {
                root.Fault("tools", "must be a list of tools");
                root.End();
                return [];
            }

            foreach (var item in list.EnumerateArray())
            {
                tools.Add(ReadTool(new FileObject(item, FormattableString.Invariant($"tools[{tools.Count}]"), faults)));
            }

            root.End();
            return tools;
        }
        catch (JsonException wrong)
        {
            faults.Add(new ArgumentFault("", FormattableString.Invariant(
                $"is no valid JSON, or names a field twice, near line {wrong.LineNumber + 1}")));
            return [];
        }
    }

    private DeclaredTool ReadTool(FileObject file)
    {
        var name = file.Text("name");
        if (name.Length > 0 && !Names().IsMatch(name))
        {
            file.Fault("name", "must be 1 to 64 small letters, digits and '_', the first a letter");
        }

        var definition = DefinitionReader.Read(file, name, replaced(name));
        var cache = file.MayObject("cache") is { } rules ? Cache(rules) : null;
        var http = file.MayObject("http");
        if (http is null && file.IsObject)
        {
            file.Fault("http", "is missing: it says how the tool gets its answer");
        }

        var names = definition.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var spec = http is null ? null : HttpSpecReader.Read(http, new TemplateScope(names, secret));
        file.End();
        ITool? tool = spec is null ? null : new HttpTool(definition, spec, network, time, logger);
        return new DeclaredTool(name, file.PathOf("name"), tool is null ? null : Wrapped(tool, cache));
    }

    // What does not fit is never kept.
    private ITool Wrapped(ITool tool, CacheRules? cache)
    {
        var held = tool.Definition.Output is { } output ? new CheckedTool(tool, output, logger) : tool;
        return cache is null ? held : new CachedTool(held, cache, time);
    }

    private static CacheRules Cache(FileObject cache)
    {
        var rules = new CacheRules(TimeSpan.FromSeconds(cache.Whole("seconds", 1, 86_400, null)), cache.Flag("charge_hits", true));
        cache.End();
        return rules;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
