using System.Collections;
using System.Text.Json;

namespace Tollgate.Host.Configuration;

/// <summary>Settings as one start has them, and everything that is wrong with them.</summary>
internal sealed record SettingsReading(TollgateOptions Options, IReadOnlyList<string> Errors);

/// <summary>Reads settings, the later wins: defaults, <c>tollgate.json</c> in the data directory, environment, command line.</summary>
internal static class SettingsReader
{
    private const string Prefix = "TOLLGATE_";

    /// <summary>Reads all and collects all errors.</summary>
    /// <param name="environment">As <see cref="Environment.GetEnvironmentVariables()"/> gives it.</param>
    /// <param name="flags">Paths and values of the command line.</param>
    public static SettingsReading Read(IDictionary environment, IReadOnlyDictionary<string, string> flags)
    {
        var options = new TollgateOptions();
        var errors = new List<string>();
        var late = FromEnvironment(environment, errors);
        foreach (var (path, value) in flags)
        {
            late[path] = (value, "--" + path);
        }

        // The data directory says where the file is, so it is known first.
        if (late.Remove("data", out var data) && SettingsTable.Find("data")!.TrySet(options, data.Value, data.Source) is { } wrong)
        {
            errors.Add(wrong);
        }

        ReadFile(options, errors);
        foreach (var (path, (value, source)) in late)
        {
            if (SettingsTable.Find(path)!.TrySet(options, value, source) is { } error)
            {
                errors.Add(error);
            }
        }

        SettingsCheck.Collect(options, errors);
        return new SettingsReading(options, errors);
    }

    private static Dictionary<string, (string Value, string Source)> FromEnvironment(IDictionary environment, List<string> errors)
    {
        var found = new Dictionary<string, (string Value, string Source)>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var path = name[Prefix.Length..].Replace("__", ".", StringComparison.Ordinal).ToLowerInvariant();
            if (SettingsTable.Find(path) is { } setting)
            {
                found[setting.Path] = ((string?)entry.Value ?? "", name);
            }
            else if (path.Contains('.'))
            {
                // Names without a path may be meant for something else that runs here.
                errors.Add($"{path} ({name}): there is no such setting");
            }
        }

        return found;
    }

    private static void ReadFile(TollgateOptions options, List<string> errors)
    {
        var file = Path.Combine(options.Host.Data, "tollgate.json");
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            ReadObject(json.RootElement, "", options, errors);
        }
        catch (JsonException e)
        {
            errors.Add($"tollgate.json: no valid JSON, line {e.LineNumber + 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"tollgate.json: cannot be read: {e.Message}");
        }
    }

    private static void ReadObject(JsonElement element, string prefix, TollgateOptions options, List<string> errors)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"tollgate.json: {(prefix.Length == 0 ? "the whole" : prefix.TrimEnd('.'))} is no object");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (path == "$schema")
            {
                continue;
            }

            if (SettingsTable.Find(path) is { NotInFile: false } setting)
            {
                if (setting.TrySet(options, property.Value.ToString(), "tollgate.json") is { } error)
                {
                    errors.Add(error);
                }
            }
            else if (SettingsTable.All.Any(s => s.Path.StartsWith(path + ".", StringComparison.Ordinal)))
            {
                ReadObject(property.Value, path + ".", options, errors);
            }
            else
            {
                errors.Add(SettingsTable.Find(path) is null
                    ? $"{path} (tollgate.json): there is no such setting"
                    : $"{path} (tollgate.json): belongs in the environment or on the command line");
            }
        }
    }
}
