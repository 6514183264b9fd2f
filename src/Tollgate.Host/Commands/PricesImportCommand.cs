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
        var command = new Command("import", "Adds models and prices from a community catalog; they hold from the next start on") { file, replace, dryRun, all };
        command.SetAction(parsed =>
        {
            var directory = DataDirectory.At(flags.Settings(parsed).Host.Data);
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
            Console.Out.WriteLine(kept ? $"Kept in {directory.CatalogFolder}; a running gateway takes them at its next start." : "Nothing was kept.");
            return ExitCode.Ok;
        });
        return command;
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
