using System.CommandLine;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate tools</c>.</summary>
internal static class ToolsCommand
{
    public static Command Build(SharedFlags flags) => new("tools", "The declared tools") { Check(flags) };

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
}
