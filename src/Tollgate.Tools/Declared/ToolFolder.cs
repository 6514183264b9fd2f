using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Declared;

/// <summary>The directory of declared tools, <c>*.json</c>: read as a whole, and again when something in it has changed. While something in it is wrong
/// the tools stay what they were.</summary>
public sealed class ToolFolder : IDisposable
{
    private const int MostFileBytes = 4 * 1024 * 1024;
    private const string Secrets = "secrets";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly ToolFolderSettings _settings;
    private readonly ToolShelf _shelf;
    private readonly HttpMessageInvoker _network;
    private readonly TimeProvider _time;
    private readonly ILogger<ToolFolder> _logger;
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private string? _stamp;

    internal ToolFolder(
        ToolFolderSettings settings, ToolShelf shelf, HttpMessageHandler network, TimeProvider time, ILogger<ToolFolder> logger)
    {
        _settings = settings;
        _shelf = shelf;
        _network = new HttpMessageInvoker(network);
        _time = time;
        _logger = logger;
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
                _stamp = Stamp();
                return LoadFiles();
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                _stamp = null;
                return [$"{_settings.Directory}: cannot be read: {unreadable.Message}"];
            }
        }
    }

    /// <summary>From now on what changes is read again, within seconds.</summary>
    public void Watch() => _timer ??= _time.CreateTimer(_ => Look(), null, Round, Round);

    public void Dispose()
    {
        _timer?.Dispose();
        _network.Dispose();
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

        var errors = Load();
        foreach (var error in errors)
        {
            _logger.Refused(error);
        }

        if (errors.Count == 0)
        {
            _logger.Read(_settings.Directory);
        }
    }

    private List<string> LoadFiles()
    {
        var errors = new List<string>();
        var tools = new Dictionary<string, ITool?>(StringComparer.Ordinal);
        var reader = new DeclaredReader(_shelf.Replaceable, Secret, _network, _time, _logger);
        foreach (var file in Files())
        {
            var faults = new List<ArgumentFault>();
            var read = file.Length > MostFileBytes ? Oversize(faults) : reader.Read(File.ReadAllBytes(file.FullName), faults);
            foreach (var (name, path, tool) in read)
            {
                if (_shelf.IsReserved(name))
                {
                    faults.Add(new ArgumentFault(path, $"'{name}' is the name of a tool of ours"));
                }
                else if (name.Length > 0 && !tools.TryAdd(name, tool))
                {
                    faults.Add(new ArgumentFault(path, $"'{name}' is the name of another tool already"));
                }
            }

            errors.AddRange(faults.Select(fault => $"{file.Name}: {(fault.Path.Length == 0 ? "the file" : fault.Path)} {fault.What}"));
        }

        if (errors.Count == 0)
        {
            _shelf.Replace(tools.Values.OfType<ITool>());
            Count = tools.Count;
        }

        return errors;
    }

    private static IReadOnlyList<DeclaredTool> Oversize(List<ArgumentFault> faults)
    {
        faults.Add(new ArgumentFault("", $"is larger than {MostFileBytes / (1024 * 1024)} MiB"));
        return [];
    }

    // A name is no path: it holds letters, digits and '_' alone.
    private string? Secret(string name)
    {
        if (!Regex.IsMatch(name, "^[a-z][a-z0-9_]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
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
