using System.Text.Json;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Contract;

/// <summary>The error contract as it is handed to everyone.</summary>
internal static class ContractFile
{
    public static IReadOnlyList<JsonElement> Rows { get; } = Read();

    public static JsonElement Row(string code) => Rows.Single(r => r.GetProperty("code").GetString() == code);

    public static IReadOnlyList<string> Extras(JsonElement row) =>
        [.. row.GetProperty("extras").EnumerateArray().Select(e => e.GetString()!)];

    public static IReadOnlyList<string> Headers(JsonElement row) =>
        row.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateArray().Select(e => e.GetString()!)] : [];

    private static List<JsonElement> Read()
    {
        var file = Repository.At("tests", "Tollgate.EdgeTests", "Contract", "errors.json");
        return [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("codes").EnumerateArray()];
    }
}
