using System.Text.Json;

namespace Tollgate.EdgeTests.Contract;

/// <summary>The error contract as it is handed to everyone, read from beside the checkout.</summary>
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
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tollgate.slnx")))
        {
            directory = directory.Parent;
        }

        directory.ShouldNotBeNull("the tests run from a checkout");
        var file = Path.Combine(directory.Parent!.FullName, "shared", "contract", "errors.json");
        return [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("codes").EnumerateArray()];
    }
}
