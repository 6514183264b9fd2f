using Microsoft.Extensions.DependencyInjection;
using Tollgate.Host.Configuration;
using Tollgate.Tools.Declared;

namespace Tollgate.Host.Operations;

/// <summary>Reads files of declared tools as a start would, and starts nothing.</summary>
internal static class ToolCheck
{
    /// <summary>What is wrong with them, each fault with its file and place, and how many tools there are.</summary>
    /// <param name="options">Settings; <c>tools.directory</c> names the files.</param>
    /// <exception cref="StartException">there is no room for it on the disk.</exception>
    public static async Task<(IReadOnlyList<string> Errors, int Count)> RunAsync(TollgateOptions options)
    {
        // Whatever a start takes is there, so that names and fields mean the same, in a directory that is empty and goes away.
        var empty = Directory.CreateTempSubdirectory("tollgate-check-");
        try
        {
            var directory = DataDirectory.Open(empty.FullName);
            var taken = DirectoryLock.TryTake(directory) ?? throw new StartException($"{empty.FullName} is in use.");
            using var installation = Installation.Open(directory, taken, options);
            await using var app = GatewayApp.Build(options, installation, AdminTokenFile.Load(directory, options));
            var folder = app.Services.GetRequiredService<ToolFolder>();
            return (folder.Load(), folder.Count);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }
}
