using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Reads an entry of <c>mcp_servers</c>: a whole server whose tools are published.</summary>
internal static class RepublishedReader
{
    /// <summary>The server and as what its tools are published; null when it is so wrong that there is none. Faults are the object's.</summary>
    /// <param name="file">The entry.</param>
    /// <param name="version">The version of the prices of its file.</param>
    /// <param name="secret">The value of a secret by its name, or null.</param>
    public static (McpSpec Spec, PublishRules Rules)? Read(FileObject file, string version, Func<string, string?> secret)
    {
        var id = file.Text("name");
        if (id.Length > 0 && !ToolNames.IsGood(id))
        {
            file.Fault("name", ToolNames.Rule);
        }

        var server = file.Text("server");
        if (server.Length > 0 && (server == ToolServers.Admin || ToolServers.Find(server) is null))
        {
            file.Fault("server", $"must be one of {string.Join(", ", ToolServers.All.Where(s => s != ToolServers.Admin))}");
        }

        var prefix = file.Find("prefix") is null ? "" : file.Text("prefix");
        if (prefix.Length > 0 && !ToolNames.IsGood(prefix))
        {
            file.Fault("prefix", ToolNames.Rule);
        }

        var only = file.MayTexts("only")?.ToHashSet(StringComparer.Ordinal);
        var except = file.MayTexts("except")?.ToHashSet(StringComparer.Ordinal);
        if (only is not null && except is not null)
        {
            file.Fault("except", "stands beside only; one of them says it");
        }

        var spec = McpSpecReader.Read(file, id, secret, name => only?.Contains(name) ?? except?.Contains(name) != true);
        var rules = new PublishRules
        {
            Server = ToolServers.Find(server) ?? "",
            Prefix = prefix,
            Cost = file.Whole("cost", 0, ToolDefinition.MostCost, null),
            PriceVersion = version,
            Timeout = TimeSpan.FromSeconds(file.Whole("timeout_seconds", 1, 600, 60)),
            ChargesNotFound = file.Flag("charge_not_found", true),
            Tools = file.Fields("tools").ToDictionary(
                tool => tool.Name, tool => Rule(new FileObject(tool.Value, tool.Path, file.Faults)), StringComparer.Ordinal),
        };
        foreach (var name in rules.Tools.Keys.Where(name => only?.Contains(name) == false || except?.Contains(name) == true))
        {
            file.Fault("tools", $"'{name}' is none of the tools that are published");
        }

        file.End();
        return spec is null || id.Length == 0 ? null : (spec, rules);
    }

    private static PublishRule Rule(FileObject tool)
    {
        var name = tool.MayText("name");
        if (name is { Length: > 0 } && !ToolNames.IsGood(name))
        {
            tool.Fault("name", ToolNames.Rule);
        }

        var rule = new PublishRule(
            name,
            tool.Find("cost") is null ? null : tool.Whole("cost", 0, ToolDefinition.MostCost, null),
            tool.Find("timeout_seconds") is null ? null : TimeSpan.FromSeconds(tool.Whole("timeout_seconds", 1, 600, null)),
            tool.Find("charge_not_found") is null ? null : tool.Flag("charge_not_found", true));
        tool.End();
        return rule;
    }
}
