namespace Tollgate.Tools.Pins;

/// <summary>What other servers' tools are published as: in the form in which they were accepted, whatever their server says since. Every change is
/// in its file before it counts.</summary>
internal sealed class PinBook
{
    /// <summary>Most tools that are known of one server.</summary>
    public const int MostTools = 1_000;

    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private volatile Dictionary<string, Dictionary<string, PinnedTool>> _servers = new(StringComparer.Ordinal);
    private volatile Dictionary<string, HashSet<string>> _present = new(StringComparer.Ordinal);

    /// <param name="path">The file; null for forms that are kept no longer than this object.</param>
    /// <param name="time">Tells when a change was seen.</param>
    public PinBook(string? path, TimeProvider time)
    {
        _path = path;
        _time = time;
    }

    /// <summary>Told when what is published may be something else than before; within no lock.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>Accepted tools that are not published since their names are taken.</summary>
    public IReadOnlyList<NamelessTool> Nameless { get; set; } = [];

    /// <summary>Reads what was kept.</summary>
    /// <exception cref="InvalidDataException">the file is none of ours.</exception>
    public void Open()
    {
        lock (_lock)
        {
            _servers = _path is null ? _servers : PinFile.Read(_path);
        }
    }

    /// <summary>The tools of a server that were accepted, but for those that it has no more.</summary>
    public IEnumerable<PinnedTool> Accepted(string server)
    {
        var present = _present.GetValueOrDefault(server);
        return Of(server).Values.Where(tool => tool.Accepted is not null && present?.Contains(tool.Name) != false).OrderBy(tool => tool.Name, StringComparer.Ordinal);
    }

    /// <summary>A tool of a server; null when it was never seen.</summary>
    public PinnedTool? Find(string server, string tool) => Of(server).GetValueOrDefault(tool);

    /// <summary>Everything that waits, by server and tool.</summary>
    public IReadOnlyList<ToolChange> Waiting() => [.. _servers.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(server =>
        server.Value.Values.Where(t => t.Waiting is not null).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => new ToolChange(server.Key, t)))];

    /// <summary>Takes in what a server says of its tools; what waits since is answered.</summary>
    /// <exception cref="IOException">it cannot be kept; then nothing has changed. The same with <see cref="UnauthorizedAccessException"/>.</exception>
    public IReadOnlyList<ToolChange> Observe(string server, IReadOnlyList<ToolForm> forms, NewTools fresh)
    {
        var waiting = new List<ToolChange>();
        bool isChanged;
        lock (_lock)
        {
            var before = Of(server);
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var publishes = fresh == NewTools.Publish || (fresh == NewTools.First && before.Count == 0);
            var after = before.Values.Where(tool => tool.Accepted is not null)
                .ToDictionary(tool => tool.Name, tool => tool with { Waiting = null, SeenAtMs = 0 }, StringComparer.Ordinal);
            foreach (var form in forms.Where(form => after.ContainsKey(form.Name) || after.Count < MostTools))
            {
                var known = before.GetValueOrDefault(form.Name);
                var next = Next(known, form, publishes, now);
                after[form.Name] = next;
                if (next.Waiting is not null && next != known)
                {
                    waiting.Add(new ToolChange(server, next));
                }
            }

            isChanged = Keep(server, before, after) | Attend(server, forms);
        }

        if (isChanged)
        {
            Changed();
        }

        return waiting;
    }

    /// <summary>Accepts what waits and is meant; what was accepted is answered.</summary>
    /// <exception cref="IOException">it cannot be kept; then nothing was accepted. The same with <see cref="UnauthorizedAccessException"/>.</exception>
    public IReadOnlyList<ToolChange> Accept(Func<ToolChange, bool> isMeant)
    {
        IReadOnlyList<ToolChange> accepted;
        lock (_lock)
        {
            accepted = [.. Waiting().Where(isMeant)];
            if (accepted.Count > 0)
            {
                var servers = _servers.ToDictionary(s => s.Key, s => new Dictionary<string, PinnedTool>(s.Value, StringComparer.Ordinal), StringComparer.Ordinal);
                foreach (var change in accepted)
                {
                    servers[change.Server][change.Tool.Name] = new PinnedTool(change.Tool.Waiting, null, 0)
                    {
                        SinceMs = change.Tool.Accepted is null ? _time.GetUtcNow().ToUnixTimeMilliseconds() : change.Tool.SinceMs,
                    };
                }

                Keep(servers);
            }
        }

        Changed();
        return accepted;
    }

    private static PinnedTool Next(PinnedTool? known, ToolForm form, bool publishes, long nowMs)
    {
        var hash = form.Hash();
        if (known?.Accepted is { } accepted && accepted.Hash() == hash)
        {
            return new PinnedTool(accepted, null, 0) { SinceMs = known.SinceMs };
        }

        if (known?.Waiting is { } waiting && waiting.Hash() == hash)
        {
            return known;
        }

        return known?.Accepted is null && publishes
            ? new PinnedTool(form, null, 0) { SinceMs = nowMs }
            : new PinnedTool(known?.Accepted, form, nowMs) { SinceMs = known?.SinceMs ?? 0 };
    }

    private Dictionary<string, PinnedTool> Of(string server) => _servers.GetValueOrDefault(server) ?? [];

    private bool Keep(string server, Dictionary<string, PinnedTool> before, Dictionary<string, PinnedTool> after)
    {
        if (before.Count == after.Count && after.All(tool => before.GetValueOrDefault(tool.Key) == tool.Value))
        {
            return false;
        }

        Keep(new(_servers, StringComparer.Ordinal) { [server] = after });
        return true;
    }

    private bool Attend(string server, IReadOnlyList<ToolForm> forms)
    {
        var names = forms.Select(form => form.Name).ToHashSet(StringComparer.Ordinal);
        if (_present.GetValueOrDefault(server)?.SetEquals(names) == true)
        {
            return false;
        }

        _present = new(_present, StringComparer.Ordinal) { [server] = names };
        return true;
    }

    private void Keep(Dictionary<string, Dictionary<string, PinnedTool>> servers)
    {
        if (_path is not null)
        {
            PinFile.Write(_path, servers);
        }

        _servers = servers;
    }
}
