using Tollgate.Calls.Catalog;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Calling;

/// <summary>All tools that can be called, by name. Names are unique over all servers, so that they can be merged at one address. Those that are
/// declared in files are replaced as a whole: a call goes on with the tool that it found. One that may be replaced gives way to any other of its
/// name.</summary>
internal sealed class ToolShelf
{
    private readonly ITool[] _own;
    private volatile Standing _standing;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="tools">Those that are built in.</param>
    public ToolShelf(IEnumerable<ITool> tools)
    {
        _own = [.. tools];
        _standing = new Standing(_own, Sorted(_own));
    }

    /// <summary>Those that are built in and have not given way to another, at their prices of this moment.</summary>
    public IEnumerable<ToolDefinition> BuiltIn
    {
        get
        {
            var (own, tools) = _standing;
            return own.Where(tool => tools[tool.Definition.Name] == tool).Select(tool => tool.Definition);
        }
    }

    /// <summary>Those that are built in and have a price, as they are built.</summary>
    public IEnumerable<ToolDefinition> Priced => _own.Select(tool => tool.Definition).Where(definition => definition.Cost > 0);

    /// <summary>Whether a tool that is built in has that name, which no other may take.</summary>
    public bool IsReserved(string name) => _own.Any(tool => tool.Definition.Name == name && !tool.Definition.IsReplaceable);

    /// <summary>The tool that is built in of that name which another may replace, as it is built; null when there is none.</summary>
    public ToolDefinition? Replaceable(string name) =>
        _own.Select(tool => tool.Definition).FirstOrDefault(definition => definition.IsReplaceable && definition.Name == name);

    /// <summary>Whether a tool of that name is built in.</summary>
    public bool IsOurs(string name) => _own.Any(tool => tool.Definition.Name == name);

    /// <summary>Whether a name can be taken for that of a tool that is built in.</summary>
    public bool IsLikeReserved(string name) => _own.Any(tool => ToolNames.Likeness(tool.Definition.Name) == ToolNames.Likeness(name));

    /// <summary>Ends when the tools are replaced the next time by others than they were, as far as callers are told of them.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    /// <summary>Puts these beside those that are built in, in place of all that stood there before.</summary>
    /// <param name="declared">The tools.</param>
    /// <param name="costs">What those that are built in cost from now on; null for what they are built with.</param>
    /// <exception cref="ArgumentException">a name is taken.</exception>
    public void Replace(IEnumerable<ITool> declared, ToolCosts? costs = null)
    {
        var before = _standing;
        var own = Array.ConvertAll(_own, tool => costs?.Of(tool) ?? tool);
        _standing = new Standing(own, Sorted(own.Concat(declared)));
        if (before.Tools.Values.Select(Told).SequenceEqual(_standing.Tools.Values.Select(Told)))
        {
            return;
        }

        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>The tool of that name on that server; on any server when none is named.</summary>
    public ITool? Find(string? server, string name) =>
        _standing.Tools.TryGetValue(name, out var tool) && IsOn(tool.Definition, server) ? tool : null;

    /// <summary>The tools of a server in their order; all when none is named.</summary>
    public IEnumerable<ToolDefinition> On(string? server) =>
        _standing.Tools.Values.Select(t => t.Definition).Where(definition => IsOn(definition, server));

    /// <summary>What a mistyped name was meant to be; null when nothing is near.</summary>
    public string? Nearest(string? server, string name) => NearestName.To(name, On(server).Select(d => d.Name));

    // Whoever keeps a list of the tools keeps this of them. Of what is built in nothing but its being there and its price changes.
    private static (string, string?, long, string, string?, string?) Told(ITool tool)
    {
        var definition = tool.Definition;
        return (definition.Name, definition.Server, definition.Cost, definition.Description,
            definition.Input?.Source.GetRawText(), definition.Output?.Source.GetRawText());
    }

    private static Dictionary<string, ITool> Sorted(IEnumerable<ITool> tools)
    {
        var all = tools.ToList();
        var firm = all.Where(t => !t.Definition.IsReplaceable).Select(t => t.Definition.Name).ToHashSet(StringComparer.Ordinal);
        return all.Where(t => !t.Definition.IsReplaceable || !firm.Contains(t.Definition.Name))
            .OrderBy(t => t.Definition.Server is null ? -1 : Place(t.Definition.Server))
            .ToDictionary(t => t.Definition.Name, StringComparer.Ordinal);
    }

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

    // One look at it is one state of things: never old tools beside new prices.
    private sealed record Standing(ITool[] Own, Dictionary<string, ITool> Tools);
}
