using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Imports;

/// <summary>Numbers of community catalogs, read from their text and never through binary floating point.</summary>
internal static class SourceNumber
{
    /// <summary>Decimals of a price of a million tokens, of which the smallest unit is a nano-USD.</summary>
    public const int PerMillion = 9;

    /// <summary>The same of a price of one token.</summary>
    public const int PerToken = 15;

    /// <summary>The same of a price of a thousand requests, for one of them.</summary>
    public const int PerThousand = 6;

    public const string NotExact = "a price is no number of USD, absurd, or has more than nine decimals";

    /// <summary>Nano-USD; false when it is no number, negative, not exact, or more than any price.</summary>
    public static bool TryNano(JsonElement number, int decimals, out long nanoUsd)
    {
        nanoUsd = 0;
        Span<char> text = stackalloc char[64];
        var raw = number.ValueKind == JsonValueKind.Number ? JsonMarshal.GetRawUtf8Value(number) : default;
        return raw.Length <= text.Length
            && UsdText.TryParse(text[..Encoding.ASCII.GetChars(raw, text)], out nanoUsd, decimals) && nanoUsd is >= 0 and <= FormatReader.MostNanoUsd;
    }

    /// <summary>A count of at least 1, or null; one that no model has is none.</summary>
    public static long? Count(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is > 0 and <= FormatReader.MostTokens
            ? count
            : null;

    /// <summary>A text, or null.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A day, or null.</summary>
    public static DateOnly? Day(JsonElement of, string name) =>
        DateOnly.TryParseExact(Text(of, name), "yyyy-MM-dd", out var day) ? day : null;

    /// <summary>True for a field that is there and true.</summary>
    public static bool Flag(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
