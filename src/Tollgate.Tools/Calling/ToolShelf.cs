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
    private volatile Dictionary<string, ITool> _tools;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="tools">Those that are built in.</param>
    public ToolShelf(IEnumerable<ITool> tools)
    {
        _own = [.. tools];
        _tools = Sorted(_own);
    }

    /// <summary>Those that are built in and have not given way to another.</summary>
    public IEnumerable<ToolDefinition> BuiltIn => _own.Where(tool => Find(null, tool.Definition.Name) == tool).Select(tool => tool.Definition);

    /// <summary>Whether a tool that is built in has that name, which no other may take.</summary>
    public bool IsReserved(string name) => _own.Any(tool => tool.Definition.Name == name && !tool.Definition.IsReplaceable);

    /// <summary>The tool that is built in of that name which another may replace; null when there is none.</summary>
    public ToolDefinition? Replaceable(string name) =>
        _own.Select(tool => tool.Definition).FirstOrDefault(definition => definition.IsReplaceable && definition.Name == name);

    /// <summary>Whether a name can be taken for that of a tool that is built in.</summary>
    public bool IsLikeReserved(string name) => _own.Any(tool => ToolNames.Likeness(tool.Definition.Name) == ToolNames.Likeness(name));

    /// <summary>Ends when the tools are replaced the next time by others than they were, as far as callers are told of them.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    /// <summary>Puts these beside those that are built in, in place of all that stood there before.</summary>
    /// <exception cref="ArgumentException">a name is taken.</exception>
    public void Replace(IEnumerable<ITool> declared)
    {
        var before = _tools;
        _tools = Sorted(_own.Concat(declared));
        if (before.Values.Select(Told).SequenceEqual(_tools.Values.Select(Told)))
        {
            return;
        }

        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>The tool of that name on that server; on any server when none is named.</summary>
    public ITool? Find(string? server, string name) =>
        _tools.TryGetValue(name, out var tool) && IsOn(tool.Definition, server) ? tool : null;

    /// <summary>The tools of a server in their order; all when none is named.</summary>
    public IEnumerable<ToolDefinition> On(string? server) =>
        _tools.Values.Select(t => t.Definition).Where(definition => IsOn(definition, server));

    /// <summary>What a mistyped name was meant to be; null when nothing is near.</summary>
    public string? Nearest(string? server, string name) => NearestName.To(name, On(server).Select(d => d.Name));

    // Whoever keeps a list of the tools keeps this of them. Of what is built in nothing but its being there changes.
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
}
