using System.CommandLine;
using Tollgate.Calls.Imports;
using Tollgate.Host.Operations;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices diff</c>.</summary>
internal static class PricesDiffCommand
{
    private const string Catalog = "catalog";

    public static Command Build(SharedFlags flags)
    {
        const string Sides = "A file as import takes it, or the word catalog for the gateway's own, imports included";
        var first = new Argument<string>("A") { Description = Sides };
        var second = new Argument<string>("B") { Description = Sides };
        var command = new Command("diff", "Says where the prices in force differ: - in A alone, + in B alone, ~ in both; in USD") { first, second };
        command.SetAction(parsed =>
        {
            var directory = DataDirectory.At(flags.Settings(parsed).Host.Data);
            try
            {
                if (Side(directory, parsed.GetRequiredValue(first)) is not { } a || Side(directory, parsed.GetRequiredValue(second)) is not { } b)
                {
                    return ExitCode.Failed;
                }

                var lines = PriceDiff.Lines(a, b);
                foreach (var line in lines)
                {
                    Console.Out.WriteLine(line);
                }

                Console.Out.WriteLine(lines.Count == 0 ? "No price differs." : $"{lines.Count} differences.");
                return ExitCode.Ok;
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine("tollgate: " + e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static PriceSide? Side(DataDirectory directory, string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        return name == Catalog ? PriceSide.Of(CatalogFolder.Load(directory), now)
            : PriceFiles.Read(name) is { } json ? PriceSide.Of(PriceFile.Read(json, name), now)
            : null;
    }
}
