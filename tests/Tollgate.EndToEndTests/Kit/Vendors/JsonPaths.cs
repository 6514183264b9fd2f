using System.Text.Json;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>Finds things in requests.</summary>
internal static class JsonPaths
{
    /// <summary>A member, by its path; null where one of the path is missing.</summary>
    public static JsonElement? At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json;
    }

    /// <summary>Text of a member; null where there is none.</summary>
    public static string? TextAt(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The items of a member that is an array; none where it is not.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.At(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>Base64 of a picture in a data address of PNG; another address as it is.</summary>
    public static string? Base64(string? address) => address?.Replace("data:image/png;base64,", "", StringComparison.Ordinal);
}
