using System.CommandLine;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate serve</c>, also what happens without a command.</summary>
internal static class ServeCommand
{
    public static Command Build(SharedFlags flags)
    {
        var command = new Command("serve", "Starts the gateway (the default)") { flags.Urls };
        Act(command, flags);
        return command;
    }

    /// <summary>Makes the command serve.</summary>
    public static void Act(Command command, SharedFlags flags) => command.SetAction(async (parsed, cancellationToken) =>
    {
        var settings = flags.Settings(parsed);
        await Serving.RunAsync(settings, DataDirectory.Open(settings.Host.Data), cancellationToken);
        return ExitCode.Ok;
    });
}
