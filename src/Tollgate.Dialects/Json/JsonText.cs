using System.Globalization;
using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>Measures of JSON text, read without copying it.</summary>
internal static class JsonText
{
    /// <summary>Length in UTF-8 of the string the reader stands on, its escapes resolved; at most its raw length.</summary>
    public static int Length(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? UnescapedLength(reader.ValueSpan) : reader.ValueSpan.Length;

    /// <summary>Skips the value the reader stands on and says how many bytes it took as written.</summary>
    public static long SkipRaw(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return reader.BytesConsumed - start;
    }

    /// <summary>The string or name the reader stands on; null when its escapes make no text (half a surrogate pair).</summary>
    public static string? StringOrNull(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static int UnescapedLength(ReadOnlySpan<byte> raw)
    {
        var length = 0;
        for (var at = raw.IndexOf((byte)'\\'); at >= 0; at = raw.IndexOf((byte)'\\'))
        {
            length += at;
            if (raw[at + 1] == (byte)'u')
            {
                length += Utf8Length(raw.Slice(at + 2, 4));
                raw = raw[(at + 6)..];
            }
            else
            {
                length++;
                raw = raw[(at + 2)..];
            }
        }

        return length + raw.Length;
    }

    // Half of a surrogate pair counts two: a pair is four bytes.
    private static int Utf8Length(ReadOnlySpan<byte> hex)
    {
        _ = int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        return code switch
        {
            < 0x80 => 1,
            < 0x800 => 2,
            >= 0xD800 and <= 0xDFFF => 2,
            _ => 3,
        };
    }
}
