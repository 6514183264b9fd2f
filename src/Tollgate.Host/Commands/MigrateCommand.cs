using System.CommandLine;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate migrate</c>.</summary>
internal static class MigrateCommand
{
    public static Command Build(SharedFlags flags)
    {
        var command = new Command("migrate", "Brings the store to the newest schema");
        command.SetAction(parsed =>
        {
            var settings = flags.Settings(parsed);
            Console.Out.WriteLine(Migration.Run(DataDirectory.Open(settings.Host.Data), settings));
            return ExitCode.Ok;
        });
        return command;
    }
}
