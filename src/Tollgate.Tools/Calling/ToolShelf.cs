using Tollgate.Calls.Catalog;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>All tools that can be called, by name. Names are unique over all servers, so that they can be merged at one address.</summary>
internal sealed class ToolShelf
{
    private readonly Dictionary<string, ITool> _tools;

    public ToolShelf(IEnumerable<ITool> tools)
    {
        _tools = tools.OrderBy(t => t.Definition.Server is null ? -1 : Place(t.Definition.Server))
            .ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
    }

    /// <summary>The tool of that name on that server; on any server when none is named.</summary>
    public ITool? Find(string? server, string name) =>
        _tools.TryGetValue(name, out var tool) && IsOn(tool.Definition, server) ? tool : null;

    /// <summary>The tools of a server in their order; all when none is named.</summary>
    public IEnumerable<ToolDefinition> On(string? server) =>
        _tools.Values.Select(t => t.Definition).Where(definition => IsOn(definition, server));

    /// <summary>What a mistyped name was meant to be; null when nothing is near.</summary>
    public string? Nearest(string? server, string name) => NearestName.To(name, On(server).Select(d => d.Name));

    private static bool IsOn(ToolDefinition tool, string? server) => server is null || tool.Server is null || tool.Server == server;

    private static int Place(string server)
    {
        for (var i = 0; i < ToolServers.All.Count; i++)
        {
            if (ToolServers.All[i] == server)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(server), server, "there is no such server");
    }
}
