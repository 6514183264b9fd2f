using System.CommandLine;
using Tollgate.Calls.Catalog;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices show</c>.</summary>
internal static class PricesCommand
{
    public static Command Build() => new("prices", "The price catalog") { Show() };

    private static Command Show()
    {
        var model = new Argument<string>("MODEL") { Description = "Its name, an alias, or provider/model" };
        var command = new Command("show", "Prints what the catalog knows of a model, in USD") { model };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(model);
            var found = Find(ModelCatalog.Embedded(), name);
            foreach (var each in found)
            {
                PriceText.Write(Console.Out, each);
            }

            if (found.Count > 0)
            {
                return ExitCode.Ok;
            }

            Console.Error.WriteLine($"tollgate: the catalog has no model '{name}'. A workspace's own prices are in its management API.");
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
