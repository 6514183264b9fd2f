using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>Writes single JSON values into a buffer of bytes.</summary>
internal static class RawWriter
{
    public static void Number(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var length);
        output.Advance(length);
    }

    /// <summary>Writes UTF-8 text as a JSON string, escaping what must be.</summary>
    public static void String(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        Escaped(output, text);
        output.Write("\""u8);
    }

    /// <summary>Writes UTF-8 text as the inside of a JSON string.</summary>
    public static void Escaped(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            output.Write(text);
        }
        else
        {
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
    }
}
