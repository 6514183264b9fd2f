namespace Tollgate.Host.Configuration;

/// <summary>The master key as people hand it in: 32 bytes in base64 or hex.</summary>
internal static class MasterKeyText
{
    public const int Bytes = 32;

    /// <summary>The key, or null when the text is none.</summary>
    public static byte[]? TryParse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == Bytes * 2 && trimmed.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(trimmed);
        }

        var key = new byte[Bytes + 1];
        return Convert.TryFromBase64String(trimmed, key, out var written) && written == Bytes ? key[..Bytes] : null;
    }
}
