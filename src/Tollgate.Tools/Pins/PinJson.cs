using System.Text.Json.Serialization;

namespace Tollgate.Tools.Pins;

/// <summary>The file of pins as JSON.</summary>
internal sealed record PinRoot(int Version, Dictionary<string, Dictionary<string, PinRow>> Servers);

internal sealed record PinRow(string? AcceptedHash, ToolForm? Accepted, string? WaitingHash, ToolForm? Waiting, long SeenAtMs, long SinceMs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PinRoot))]
internal sealed partial class PinJson : JsonSerializerContext;
