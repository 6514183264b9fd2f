using System.CommandLine;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices import</c>.</summary>
internal static class PricesImportCommand
{
    public static Command Build(SharedFlags flags)
    {
        var file = new Argument<string>("FILE") { Description = "A file of genai-prices, models.dev or LiteLLM, or in the catalog's own format" };
        var replace = new Option<bool>("--replace") { Description = "Also takes the prices of models that the catalog has" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what it would take and keeps nothing" };
        var all = new Option<bool>("--all") { Description = "Names every model that was not taken" };
        var command = new Command("import", "Adds models and prices from a community catalog; they hold at once") { file, replace, dryRun, all };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = flags.Settings(parsed);
            var directory = DataDirectory.At(settings.Host.Data);
            var name = parsed.GetRequiredValue(file);
            if (PriceFiles.Read(name) is not { } json)
            {
                return ExitCode.Failed;
            }

            PriceImport plan;
            try
            {
                plan = PriceImport.Plan(json, name, ModelCatalog.Embedded(), parsed.GetValue(replace), TimeProvider.System.GetUtcNow());
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine("tollgate: " + e.Message);
                return ExitCode.Failed;
            }

            var kept = !parsed.GetValue(dryRun);
            if (kept)
            {
                CatalogFolder.Keep(DataDirectory.Open(directory.Path), plan);
            }

            Write(Console.Out, plan, parsed.GetValue(all));
            await Console.Out.WriteLineAsync(kept ? $"Kept in {directory.CatalogFolder}." : "Nothing was kept.");
            return kept ? await TellAsync(directory, cancellationToken) : ExitCode.Ok;
        });
        return command;
    }

    // A server that runs takes them now; calls that it has admitted keep their price.
    private static async Task<int> TellAsync(DataDirectory directory, CancellationToken cancellationToken)
    {
        if (!directory.HasStore)
        {
            return ExitCode.Ok;
        }

        using var taken = DirectoryLock.TryTake(directory);
        if (taken is not null)
        {
            return ExitCode.Ok;
        }

        var reply = await ControlClient.AskAsync(directory, new ControlRequest { Command = ControlRequest.LoadPrices }, cancellationToken);
        await (reply.Error is null ? Console.Out : Console.Error).WriteLineAsync(
            reply.Error is null ? "The running gateway admits calls at them from now on." : $"tollgate: the running gateway did not take them: {reply.Error}");
        return reply.Error is null ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Write(TextWriter output, PriceImport plan, bool all)
    {
        output.WriteLine($"A file of {plan.Format}.");
        Line(output, "taken", plan.Taken, true);
        Line(output, "at the same price in the catalog", plan.Same, all);
        Line(output, "at another price in the catalog, which holds (--replace takes these)", plan.Other, true);
        output.WriteLine($"{plan.LeftOut.Count,6}  could not be taken");
        foreach (var cause in plan.LeftOut.GroupBy(l => l.Why).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            var names = all
                ? cause.Select(l => l.Name)
                : cause.GroupBy(l => l.Name[..l.Name.IndexOf('/', StringComparison.Ordinal)]).Select(p => $"{p.Key} {p.Count()}");
            output.WriteLine($"{cause.Count(),8}  {cause.Key}: {string.Join(", ", names)}");
        }
    }

    private static void Line(TextWriter output, string what, IReadOnlyList<string> names, bool named) =>
        output.WriteLine($"{names.Count,6}  {what}{(named && names.Count > 0 ? ": " + string.Join(", ", names) : "")}");
}
