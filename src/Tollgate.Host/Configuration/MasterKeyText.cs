using System.Security.Cryptography;

namespace Tollgate.Host.Configuration;

/// <summary>The master key as people hand it in: 32 bytes in base64 or hex, or a passphrase that such a key is derived from.</summary>
internal static class MasterKeyText
{
    public const int Bytes = 32;

    // The derivation only has to be slow for who guesses a passphrase; it runs once a start.
    private const int Rounds = 200_000;

    /// <summary>The key that the text stands for.</summary>
    public static byte[] Read(string text) => TryParse(text) ?? Derive(text);

    /// <summary>The key, or null when the text is not 32 bytes in base64 or hex.</summary>
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

    private static byte[] Derive(string passphrase) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, "tollgate master key"u8, Rounds, HashAlgorithmName.SHA256, Bytes);
}
