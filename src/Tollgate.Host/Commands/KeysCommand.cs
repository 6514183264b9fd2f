using System.CommandLine;
using Tollgate.Host.Operations;
using Tollgate.Metering.Money;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate keys create</c>.</summary>
internal static class KeysCommand
{
    public static Command Build(SharedFlags flags) => new("keys", "Gateway keys") { Create(flags) };

    private static Command Create(SharedFlags flags)
    {
        var workspace = new Option<string>("--workspace") { Description = "Its id or name", HelpName = "W", Required = true };
        var project = new Option<string>("--project") { Description = "Its id or slug; without it the key is bound to none", HelpName = "P" };
        var budget = new Option<string>("--budget-usd") { Description = "Budget of each window in USD, up to nine decimals", HelpName = "N" };
        var test = new Option<bool>("--test") { Description = "A test key: play money, practice provider" };
        var command = new Command("create", "Makes a key and prints its secret alone; it is shown this once") { workspace, project, budget, test };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = flags.Settings(parsed);
            var nanoUsd = 0L;
            if (parsed.GetValue(budget) is { } usd && (!UsdText.TryParse(usd, out nanoUsd) || nanoUsd < 0))
            {
                await Console.Error.WriteLineAsync("tollgate: --budget-usd is no amount of USD with up to nine decimals");
                return ExitCode.Misused;
            }

            var request = new ControlRequest
            {
                Command = ControlRequest.CreateKey,
                Workspace = parsed.GetValue(workspace),
                Project = parsed.GetValue(project),
                BudgetNanoUsd = parsed.GetValue(budget) is null ? null : nanoUsd,
                Test = parsed.GetValue(test),
            };
            var reply = await LocalOrLive.AskAsync(DataDirectory.At(settings.Host.Data), settings, request, cancellationToken);
            if (reply.Secret is { } secret)
            {
                await Console.Out.WriteLineAsync(secret);
                return ExitCode.Ok;
            }

            await Console.Error.WriteLineAsync("tollgate: " + reply.Error);
            return ExitCode.Failed;
        });
        return command;
    }
}
