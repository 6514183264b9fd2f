using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Declared;

/// <summary>The directory of declared tools, <c>*.json</c>, and of what ours cost, <c>costs.json</c>: read as a whole, and again when something in it has
/// changed. While something in it is wrong the tools and their prices stay what they were.</summary>
public sealed class ToolFolder : IDisposable
{
    private const int MostFileBytes = 4 * 1024 * 1024;
    private const string Secrets = "secrets";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly ToolFolderSettings _settings;
    private readonly ToolShelf _shelf;
    private readonly ToolNeeds _needs;
    private readonly ILogger<ToolFolder> _logger;
    private readonly Lock _lock = new();
    private readonly Lock _publishing = new();
    private IReadOnlyList<ITool> _tools = [];
    private IReadOnlyList<DeclaredServer> _servers = [];
    private ToolCosts _costs;
    private ITimer? _timer;
    private string? _stamp;
    private bool _isOpen;

    internal ToolFolder(
        ToolFolderSettings settings, ToolShelf shelf, PinBook pins, HttpMessageHandler network, TimeProvider time, ILogger<ToolFolder> logger)
    {
        _settings = settings;
        _shelf = shelf;
        _needs = new ToolNeeds(Secret, network, pins, time, logger);
        _costs = ToolCosts.BuiltIn(time);
        _logger = logger;
        pins.Changed = Publish;
    }

    /// <summary>How many tools its files declared when they were last read without a fault.</summary>
    public int Count { get; private set; }

    /// <summary>Reads all files and puts their tools on the shelf, or says everything that is wrong, each with its file and place; then nothing has
    /// changed.</summary>
    public IReadOnlyList<string> Load()
    {
        lock (_lock)
        {
            try
            {
                Open();
                _stamp = Stamp();
                return LoadFiles();
            }
            catch (InvalidDataException broken)
            {
                _stamp = null;
                return [broken.Message];
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                _stamp = null;
                return [$"{_settings.Directory}: cannot be read: {unreadable.Message}"];
            }
        }
    }

    /// <summary>From now on what changes is read again, within seconds.</summary>
    public void Watch()
    {
        _timer ??= _needs.Time.CreateTimer(_ => Look(), null, Round, Round);
        WatchServers();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Retire(_servers);
        _needs.Network.Dispose();
    }

    // What was accepted of other servers is read once: from then on this process alone writes it.
    private void Open()
    {
        if (!_isOpen)
        {
            _needs.Pins.Open();
            _isOpen = true;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (StampOrNull() is not { } stamp || stamp == _stamp)
            {
                return;
            }
        }

        var before = _shelf.On(null).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        var errors = Load();
        foreach (var error in errors)
        {
            _logger.Refused(error);
        }

        if (errors.Count == 0)
        {
            _logger.Read(_settings.Directory);
            TellPrices(before);
        }
    }

    private void TellPrices(Dictionary<string, ToolDefinition> before)
    {
        foreach (var tool in _shelf.On(null))
        {
            if (before.GetValueOrDefault(tool.Name) is { } was && was.Cost != tool.Cost)
            {
                _logger.PriceChanged(tool.Name, tool.Cost, was.Cost, tool.PriceVersion, was.PriceVersion);
            }
        }
    }

    private List<string> LoadFiles()
    {
        var errors = new List<string>();
        var tools = new Dictionary<string, ITool?>(StringComparer.Ordinal);
        var servers = new Dictionary<string, DeclaredServer>(StringComparer.Ordinal);
        var files = Files().ToList();
        var costs = ReadCosts(files, errors);
        var reader = new DeclaredReader(name => _shelf.Replaceable(name) is { } ours ? costs.Of(ours) : null, _needs);
        foreach (var file in files.Where(file => file.Name != CostReader.FileName))
        {
            var faults = new List<ArgumentFault>();
            var read = file.Length > MostFileBytes ? Oversize(faults) : reader.Read(file.Name, File.ReadAllBytes(file.FullName), faults);
            foreach (var (name, path, tool) in read.Tools)
            {
                if (_shelf.IsReserved(name))
                {
                    faults.Add(new ArgumentFault(path, $"'{name}' is the name of a tool of ours"));
                }
                else if (name.Length > 0 && !tools.TryAdd(name, tool))
                {
                    faults.Add(new ArgumentFault(path, $"'{name}' is the name of another tool already"));
                }
                else if (costs.Tokens.ContainsKey(name) && tool is not null && tool.Definition.PriceVersion != costs.Version)
                {
                    // Whoever reads one of two prices takes it for the price.
                    faults.Add(new ArgumentFault(path, $"'{name}' has a price in {CostReader.FileName}: its own cost must not stand beside it"));
                }
            }

            foreach (var server in read.Servers.Where(server => !servers.TryAdd(server.Name, server)))
            {
                faults.Add(new ArgumentFault(server.Path, $"'{server.Name}' is the name of another server already, or of a tool of one"));
            }

            Tell(file, faults, errors);
        }

        if (errors.Count == 0)
        {
            Count = tools.Count;
            Take([.. tools.Values.OfType<ITool>()], [.. servers.Values], costs);
        }

        return errors;
    }

    private ToolCosts ReadCosts(List<FileInfo> files, List<string> errors)
    {
        if (files.Find(file => file.Name == CostReader.FileName) is not { } file)
        {
            return ToolCosts.BuiltIn(_needs.Time);
        }

        var faults = new List<ArgumentFault>();
        var costs = ToolCosts.BuiltIn(_needs.Time);
        if (file.Length > MostFileBytes)
        {
            _ = Oversize(faults);
        }
        else
        {
            costs = CostReader.Read(File.ReadAllBytes(file.FullName), _shelf, _needs.Time, faults);
        }

        Tell(file, faults, errors);
        return costs;
    }

    private static void Tell(FileInfo file, List<ArgumentFault> faults, List<string> errors) =>
        errors.AddRange(faults.Select(fault => $"{file.Name}: {(fault.Path.Length == 0 ? "the file" : fault.Path)} {fault.What}"));

    private void WatchServers()
    {
        foreach (var server in _servers)
        {
            server.Upstream.Watch();
        }
    }

    private void Take(IReadOnlyList<ITool> tools, IReadOnlyList<DeclaredServer> servers, ToolCosts costs)
    {
        IReadOnlyList<DeclaredServer> before;
        lock (_publishing)
        {
            before = _servers;
            (_tools, _servers, _costs) = (tools, servers, costs);
        }

        Publish();
        if (_timer is not null)
        {
            WatchServers();
        }

        Retire(before);
    }

    // Those of files come first, then what has been there longest: a name that another server brings never takes one that stands.
    private void Publish()
    {
        lock (_publishing)
        {
            var tools = _tools.ToDictionary(tool => tool.Definition.Name, StringComparer.Ordinal);
            var nameless = new List<NamelessTool>();
            var published = _servers.SelectMany(server => (server.Published?.Tools() ?? []).Select(of => (Server: server.Name, Of: of))).OrderBy(tool => tool.Of.SinceMs);
            foreach (var (server, (tool, foreign, isNamed, _)) in published)
            {
                if (Fault(tool.Definition.Name, isNamed) is { } fault || !tools.TryAdd(tool.Definition.Name, tool))
                {
                    nameless.Add(new NamelessTool(server, foreign, tool.Definition.Name, Fault(tool.Definition.Name, isNamed) ?? "is the name of another tool already"));
                }
            }

            _shelf.Replace(tools.Values, _costs);
            foreach (var tool in nameless.Except(_needs.Pins.Nameless))
            {
                _logger.Nameless(tool.Tool, tool.Server, tool.Name, tool.Why);
            }

            _needs.Pins.Nameless = nameless;
        }
    }

    private string? Fault(string name, bool isNamed) => name switch
    {
        _ when !ToolNames.IsGood(name) => ToolNames.Rule,
        _ when _shelf.IsReserved(name) => "is the name of a tool of ours",
        _ when !isNamed && _shelf.IsLikeReserved(name) => "can be taken for the name of a tool of ours",
        _ => null,
    };

    private static void Retire(IReadOnlyList<DeclaredServer> servers)
    {
        foreach (var server in servers)
        {
            _ = server.Upstream.DisposeAsync().AsTask();
        }
    }

    private static DeclaredFile Oversize(List<ArgumentFault> faults)
    {
        faults.Add(new ArgumentFault("", $"is larger than {MostFileBytes / (1024 * 1024)} MiB"));
        return DeclaredFile.Empty;
    }

    // A name is no path: it holds letters, digits and '_' alone.
    private string? Secret(string name)
    {
        if (!ToolNames.IsGood(name))
        {
            return null;
        }

        if (_settings.Secret(name) is { Length: > 0 } given)
        {
            return given;
        }

        var file = Path.Combine(_settings.Directory, Secrets, name);
        return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept ? kept : null;
    }

    private IEnumerable<FileInfo> Files() => Directory.Exists(_settings.Directory)
        ? InOrder(new DirectoryInfo(_settings.Directory).GetFiles("*.json"))
        : [];

    private static IEnumerable<FileInfo> InOrder(IEnumerable<FileInfo> files) => files.OrderBy(f => f.Name, StringComparer.Ordinal);

    private string? StampOrNull()
    {
        try
        {
            return Stamp();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string Stamp()
    {
        var secrets = new DirectoryInfo(Path.Combine(_settings.Directory, Secrets));
        var stamp = new StringBuilder();
        foreach (var file in Files().Concat(secrets.Exists ? InOrder(secrets.GetFiles()) : []))
        {
            // Mounted files are links, which stay as they are when what they lead to is replaced.
            var content = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            stamp.Append(CultureInfo.InvariantCulture, $"{file.Name} {content.LastWriteTimeUtc.Ticks} {content.Length}\n");
        }

        return stamp.ToString();
    }
}
