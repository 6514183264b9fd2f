using System.Security.Cryptography;
using System.Text;
using Tollgate.Host.Configuration;

namespace Tollgate.Host.Operations;

/// <summary>The management token's SHA-256, and the token itself when it was made just now and is not kept yet.</summary>
internal sealed record AdminToken(byte[] Hash, string? MadeNow);

/// <summary>Where the management token comes from: the setting, else one made at first start and shown once; only its hash is kept.</summary>
internal static class AdminTokenFile
{
    /// <exception cref="StartException">the file is damaged.</exception>
    public static AdminToken Load(DataDirectory directory, TollgateOptions options)
    {
        if (options.Host.AdminToken is { } given)
        {
            return new AdminToken(SHA256.HashData(Encoding.UTF8.GetBytes(given)), null);
        }

        if (File.Exists(directory.AdminTokenFile))
        {
            var text = File.ReadAllText(directory.AdminTokenFile).Trim();
            return text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit)
                ? new AdminToken(Convert.FromHexString(text), null)
                : throw new StartException(
                    $"{directory.AdminTokenFile} is damaged. Delete it: the next start makes a new management token.");
        }

        var token = "tg_admin_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return new AdminToken(SHA256.HashData(Encoding.UTF8.GetBytes(token)), token);
    }

    /// <summary>Keeps the hash of a token that was made just now. Call once it was shown: before that, a start that fails must leave no
    /// token that nobody has seen.</summary>
    public static void Keep(AdminToken token, DataDirectory directory)
    {
        if (token.MadeNow is not null)
        {
            PrivateFile.Write(directory.AdminTokenFile, Convert.ToHexStringLower(token.Hash) + "\n");
        }
    }
}
