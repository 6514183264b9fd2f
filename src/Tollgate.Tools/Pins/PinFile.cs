using System.Text.Json;

namespace Tollgate.Tools.Pins;

/// <summary>The file in which forms of tools are kept, by server and tool.</summary>
internal static class PinFile
{
    private const int Version = 1;

    /// <summary>What is kept; nothing when there is no file.</summary>
    /// <exception cref="InvalidDataException">it is no such file, or was changed by hand. What it held cannot be trusted again by itself.</exception>
    public static Dictionary<string, Dictionary<string, PinnedTool>> Read(string path)
    {
        if (!File.Exists(path))
        {
            return new(StringComparer.Ordinal);
        }

        try
        {
            var root = JsonSerializer.Deserialize(File.ReadAllBytes(path), PinJson.Default.PinRoot);
            return root is { Version: Version, Servers: { } servers }
                ? servers.ToDictionary(
                    server => server.Key,
                    server => server.Value.ToDictionary(t => t.Key, t => Tool(t.Value), StringComparer.Ordinal),
                    StringComparer.Ordinal)
                : throw new JsonException("not of this version");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: is no file of accepted tools that can be read ({wrong.Message})", wrong);
        }
    }

    /// <summary>Keeps it: whoever comes after a crash finds the one file or the other.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Dictionary<string, PinnedTool>> servers)
    {
        var root = new PinRoot(Version, servers.ToDictionary(
            server => server.Key, server => server.Value.ToDictionary(t => t.Key, t => Row(t.Value), StringComparer.Ordinal), StringComparer.Ordinal));
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, root, PinJson.Default.PinRoot);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static PinRow Row(PinnedTool tool) =>
        new(tool.Accepted?.Hash(), tool.Accepted, tool.Waiting?.Hash(), tool.Waiting, tool.SeenAtMs, tool.SinceMs);

    private static PinnedTool Tool(PinRow row) =>
        row.Accepted?.Hash() == row.AcceptedHash && row.Waiting?.Hash() == row.WaitingHash && (row.Accepted ?? row.Waiting) is not null
            ? new PinnedTool(row.Accepted, row.Waiting, row.SeenAtMs) { SinceMs = row.SinceMs }
            : throw new JsonException("a tool is not what its hash says");
}
