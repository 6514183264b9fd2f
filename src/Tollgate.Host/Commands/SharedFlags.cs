using System.CommandLine;
using Tollgate.Host.Configuration;

namespace Tollgate.Host.Commands;

/// <summary>The flags that every command takes, and the settings that follow from them.</summary>
internal sealed class SharedFlags
{
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Directory of everything that is kept (default ./data)",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string> Store { get; } = new("--store")
    {
        Description = "Kind of store: sqlite",
        HelpName = "KIND",
        Recursive = true,
    };

    public Option<string> Urls { get; } = new("--urls")
    {
        Description = "Addresses to listen on, separated by ';' (default http://127.0.0.1:8787)",
        HelpName = "URLS",
    };

    /// <summary>The settings in force.</summary>
    /// <exception cref="SettingsException">some are wrong; all of them are named.</exception>
    public TollgateOptions Settings(ParseResult parsed)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (option, path) in new[] { (Data, "data"), (Store, "store"), (Urls, "urls") })
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is { } value)
            {
                flags[path] = value;
            }
        }

        var reading = SettingsReader.Read(Environment.GetEnvironmentVariables(), flags);
        return reading.Errors.Count == 0 ? reading.Options : throw new SettingsException(reading.Errors);
    }
}
