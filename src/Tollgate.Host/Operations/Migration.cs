using Tollgate.Host.Configuration;

namespace Tollgate.Host.Operations;

/// <summary>Brings a store to the newest schema without serving.</summary>
internal static class Migration
{
    /// <summary>What was done, for people.</summary>
    /// <exception cref="StartException">a server runs on the directory, or the store cannot be used.</exception>
    public static string Run(DataDirectory directory, TollgateOptions options)
    {
        var taken = DirectoryLock.TryTake(directory) ?? throw new StartException(
            $"{directory.Path} is in use: a running server has already brought its store to the newest schema.");
        using var installation = Installation.Open(directory, taken, options);
        return $"The store in {directory.Path} is at schema {installation.Storage.SchemaVersion}.";
    }
}
