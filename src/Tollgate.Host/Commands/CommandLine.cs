using System.CommandLine;
using Tollgate.Host.Configuration;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary>The command line as a whole.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name; the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var parsed = Build().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return Misused(parsed);
        }

        try
        {
            // Ending on a signal is serve's own affair: it needs more time than the library would give it.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync("tollgate: the settings are wrong:\n  " + string.Join("\n  ", e.Errors));
            return ExitCode.Misused;
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync("tollgate: " + e.Message);
            return ExitCode.Failed;
        }
    }

    private static RootCommand Build()
    {
        var flags = new SharedFlags();
        var root = new RootCommand("A gateway in front of model providers, with budgets that hold.")
        {
            flags.Data,
            flags.Store,
            flags.Urls,
            ServeCommand.Build(flags),
            MigrateCommand.Build(flags),
            DoctorCommand.Build(flags),
            KeysCommand.Build(flags),
            PoliciesCommand.Build(flags),
            PricesCommand.Build(flags),
            ToolsCommand.Build(flags),
        };
        ServeCommand.Act(root, flags);
        return root;
    }

    private static int Misused(ParseResult parsed)
    {
        // An argument that is no command of ours most likely is one of another version.
        if (parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
        {
            var path = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            var known = string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(c => c.Name));
            Console.Error.WriteLine($"tollgate: this version has no command '{path}{word}'; it has: {(known.Length > 0 ? known : "no further word here")}");
        }
        else
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine("tollgate: " + error.Message);
            }
        }

        return ExitCode.Misused;
    }
}
