using System.Security.Cryptography;
using Tollgate.Host.Configuration;

namespace Tollgate.Host.Operations;

/// <summary>Where the master key comes from: the setting, else a file in the data directory, made at first need.</summary>
internal static class MasterKeyFile
{
    /// <summary>The 32 bytes.</summary>
    /// <exception cref="StartException">the file is damaged, or lost while there is a store whose provider keys need it.</exception>
    public static byte[] Load(DataDirectory directory, TollgateOptions options)
    {
        if (options.Host.MasterKey is { } given)
        {
            return MasterKeyText.Read(given);
        }

        if (File.Exists(directory.MasterKeyFile))
        {
            return MasterKeyText.TryParse(File.ReadAllText(directory.MasterKeyFile))
                ?? throw new StartException($"{directory.MasterKeyFile} is not 32 bytes in base64 or hex.");
        }

        if (directory.HasStore)
        {
            throw new StartException(
                $"The master key is missing: {directory.MasterKeyFile} is not there and TOLLGATE_MASTER_KEY is not set. "
                + "Without it the stored provider keys cannot be read. Put it back.");
        }

        var key = RandomNumberGenerator.GetBytes(MasterKeyText.Bytes);
        PrivateFile.Write(directory.MasterKeyFile, Convert.ToBase64String(key) + "\n");
        return key;
    }
}
