using System.Security.Cryptography;

namespace Tollgate.Metering.Idempotency;

/// <summary>The key that a caller names its request by: the bare text, or the same as a quoted string (the structured field of the IETF
/// draft); both forms mean the same key. 1 to 255 visible ASCII characters.</summary>
public static class IdempotencyKey
{
    public const int LongestText = 255;

    /// <summary>Name under which a key is kept; false when the text is no key. Surrounding blanks do not count.</summary>
    public static bool TryName(string text, out byte[] name)
    {
        name = [];
        Span<byte> key = stackalloc byte[LongestText];
        if (!TryRead(text.AsSpan().Trim(" \t"), key, out var length))
        {
            return false;
        }

        name = SHA256.HashData(key[..length]);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<char> text, Span<byte> key, out int length)
    {
        length = 0;
        var quoted = text.Length > 0 && text[0] == '"';
        if (quoted && (text.Length < 2 || text[^1] != '"'))
        {
            return false;
        }

        // A bare key may not hold what would begin or end a quoted one: that is half a key, or two.
        text = quoted ? text[1..^1] : text;
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = quoted && text[i] == '\\';
            if (escaped && (++i == text.Length || text[i] is not ('"' or '\\')))
            {
                return false;
            }

            if (text[i] is < '!' or > '~' || (text[i] == '"' && !escaped) || length == LongestText)
            {
                return false;
            }

            key[length++] = (byte)text[i];
        }

        return length > 0;
    }
}
