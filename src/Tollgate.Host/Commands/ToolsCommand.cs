using System.CommandLine;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate tools</c>.</summary>
internal static class ToolsCommand
{
    public static Command Build(SharedFlags flags) => new("tools", "Tools that files declare, and what they publish of other MCP servers")
    {
        Check(flags), Pending(flags), Accept(flags),
    };

    private static Command Check(SharedFlags flags)
    {
        var path = new Argument<string?>("DIR")
        {
            Description = "Directory of their files (default: that of the settings)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var noSecrets = new Option<bool>("--without-secrets") { Description = "Takes every secret that a file names as set" };
        var command = new Command("check", "Says everything that is wrong with files of tools; exit code 0 when nothing is") { path, noSecrets };
        command.SetAction(async parsed =>
        {
            var settings = flags.Settings(parsed);
            var directory = Path.GetFullPath(parsed.GetValue(path) ?? settings.Tools.Directory ?? Path.Combine(settings.Host.Data, "tools"));
            if (!Directory.Exists(directory))
            {
                await Console.Error.WriteLineAsync($"tollgate: there is no directory {directory}");
                return ExitCode.Failed;
            }

            settings.Tools.Directory = directory;
            settings.Tools.AssumesSecrets = parsed.GetValue(noSecrets);
            var (errors, count) = await ToolCheck.RunAsync(settings);
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync(error);
            }

            await Console.Out.WriteLineAsync(errors.Count == 0
                ? $"Tools declared: {count}. Nothing is wrong."
                : $"{errors.Count} found: a start would be refused.");
            return errors.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static Command Pending(SharedFlags flags)
    {
        var json = new Option<bool>("--json") { Description = "Prints the answer of the management API as it is" };
        var command = new Command("pending", "Shows what these servers say of their tools and nobody has accepted yet") { json };
        command.SetAction((parsed, cancellationToken) =>
        {
            Action<string> write = parsed.GetValue(json) ? Console.Out.WriteLine : answer => ToolChangeText.Write(Console.Out, answer);
            return AskAsync(flags, parsed, new ControlRequest { Command = ControlRequest.PendingTools }, write, cancellationToken);
        });
        return command;
    }

    private static Command Accept(SharedFlags flags)
    {
        var which = new Argument<string>("CHANGE") { Description = "Its id, or SERVER/TOOL; SERVER alone for all that waits of it" };
        var command = new Command("accept", "Publishes a tool as its server says it now") { which };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ControlRequest { Command = ControlRequest.AcceptTools, Change = parsed.GetRequiredValue(which) };
            return AskAsync(flags, parsed, request, answer => ToolChangeText.WriteAccepted(Console.Out, answer), cancellationToken);
        });
        return command;
    }

    private static async Task<int> AskAsync(
        SharedFlags flags, ParseResult parsed, ControlRequest request, Action<string> write, CancellationToken cancellationToken)
    {
        var settings = flags.Settings(parsed);
        var reply = await LocalOrLive.AskAsync(DataDirectory.At(settings.Host.Data), settings, request, cancellationToken);
        if (reply.Body is { } answer)
        {
            write(answer);
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync("tollgate: " + reply.Error);
        return ExitCode.Failed;
    }
}
