using System.CommandLine;
using Tollgate.Calls.Catalog;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices</c>.</summary>
internal static class PricesCommand
{
    public static Command Build(SharedFlags flags) => new("prices", "The price catalog")
    {
        Show(flags), PricesImportCommand.Build(flags), PricesDiffCommand.Build(flags), PricesRepriceCommand.Build(flags),
    };

    private static Command Show(SharedFlags flags)
    {
        var model = new Argument<string>("MODEL") { Description = "Its name, an alias, or provider/model" };
        var command = new Command("show", "Prints what the catalog knows of a model, imports included, in USD") { model };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(model);
            var catalog = CatalogFolder.Load(DataDirectory.At(flags.Settings(parsed).Host.Data));
            var found = Find(catalog, name);
            foreach (var each in found)
            {
                PriceText.Write(Console.Out, each);
            }

            if (found.Count > 0)
            {
                return ExitCode.Ok;
            }

            var nearest = NearestName.To(name, catalog.All.SelectMany(m => m.Card.Aliases.Prepend(m.Card.Model)
                .SelectMany(n => new[] { n, $"{m.Card.Provider}/{n}" })));
            var meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
            Console.Error.WriteLine($"tollgate: the catalog has no model '{name}'.{meant} A workspace's own prices are in its management API.");
            return ExitCode.Failed;
        });
        return command;
    }

    private static List<CatalogModel> Find(ModelCatalog catalog, string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && catalog.Find(name[..slash], name.AsSpan(slash + 1)) is { } exact)
        {
            return [exact];
        }

        return [.. catalog.Named(name)];
    }
}
