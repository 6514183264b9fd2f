using System.CommandLine;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Build(SharedFlags flags)
    {
        var command = new Command("doctor", "Checks the store's invariants, the settings and the provider keys; exit code 0 when all holds");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = flags.Settings(parsed);
            var reply = await LocalOrLive.AskAsync(
                DataDirectory.At(settings.Host.Data), settings, new ControlRequest { Command = ControlRequest.Doctor }, cancellationToken);
            return Report(reply);
        });
        return command;
    }

    private static int Report(ControlReply reply)
    {
        foreach (var fact in reply.Facts)
        {
            Console.Out.WriteLine("ok       " + fact);
        }

        foreach (var finding in reply.Findings)
        {
            Console.Out.WriteLine("finding  " + finding);
        }

        if (reply.Error is { } error)
        {
            Console.Error.WriteLine("tollgate: " + error);
            return ExitCode.Failed;
        }

        Console.Out.WriteLine(reply.Findings.Count == 0 ? "All holds." : $"{reply.Findings.Count} found.");
        return reply.Findings.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
