using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>A JSON value as it was written, so that it can be written again byte for byte in another place. The default is a value that was
/// not given. Valid as long as the bytes it was read from.</summary>
/// <param name="Bytes">The value; a text with its quotes and escapes.</param>
internal readonly record struct RawJson(ReadOnlyMemory<byte> Bytes)
{
    public bool IsGiven => !Bytes.IsEmpty;

    public bool IsText => IsGiven && Bytes.Span[0] == (byte)'"';

    public bool IsEmptyText => Bytes.Length == 2 && IsText;

    /// <summary>The text without its quotes, escapes as they are.</summary>
    public ReadOnlySpan<byte> Inside => Bytes.Span[1..^1];

    /// <summary>A text as a JSON string.</summary>
    public static RawJson Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>UTF-8 text as a JSON string.</summary>
    public static RawJson Text(ReadOnlySpan<byte> utf8)
    {
        var escaped = JsonEncodedText.Encode(utf8, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var quoted = new byte[escaped.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        escaped.CopyTo(quoted.AsSpan(1));
        return new RawJson(quoted);
    }

    public static RawJson Number(long number) => new(Encoding.UTF8.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The text in UTF-8, its escapes resolved; null when they make no text (half a surrogate pair).</summary>
    public byte[]? Unescaped()
    {
        var reader = new Utf8JsonReader(Bytes.Span);
        reader.Read();
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.ToArray();
        }

        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
