using System.CommandLine;
using System.Globalization;
using Tollgate.Host.Operations;
using Tollgate.Metering.Money;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate prices reprice</c>.</summary>
internal static class PricesRepriceCommand
{
    private static readonly Option<string> Workspace = new("--workspace") { Description = "Its id or name", HelpName = "W" };
    private static readonly Option<bool> All = new("--all") { Description = "Every workspace" };
    private static readonly Option<string> From = new("--from") { Description = "First day (UTC), or moment as in RFC 3339", HelpName = "D", Required = true };
    private static readonly Option<string> To = new("--to") { Description = "Day or moment before which it ends", HelpName = "D", Required = true };
    private static readonly Option<string> Provider = new("--provider") { Description = "Only calls that went there", HelpName = "P" };
    private static readonly Option<string> Model = new("--model") { Description = "Only calls of the model that ran", HelpName = "M" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Says what would change and writes nothing" };

    public static Command Build(SharedFlags flags)
    {
        var command = new Command("reprice", "Prices logged calls anew, by adjusting entries beside them; charges and budgets stay as they are")
        {
            Workspace, All, From, To, Provider, Model, DryRun,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Read(parsed) is not { } order)
            {
                return ExitCode.Misused;
            }

            var settings = flags.Settings(parsed);
            return await LocalOrLive.UseAsync(
                DataDirectory.At(settings.Host.Data), settings, false, ask => RunAsync(ask, order, parsed.GetValue(Workspace)), cancellationToken);
        });
        return command;
    }

    private static RepriceOrder? Read(ParseResult parsed)
    {
        if (parsed.GetValue(All) == (parsed.GetValue(Workspace) is not null))
        {
            Console.Error.WriteLine("tollgate: name one workspace with --workspace, or take --all.");
            return null;
        }

        if (Moment(parsed.GetRequiredValue(From)) is not { } from || Moment(parsed.GetRequiredValue(To)) is not { } to || to <= from)
        {
            Console.Error.WriteLine("tollgate: --from and --to must be days as in 2026-01-31, or times as in RFC 3339, the later one last.");
            return null;
        }

        return new RepriceOrder
        {
            FromMs = from.ToUnixTimeMilliseconds(),
            ToMs = to.ToUnixTimeMilliseconds(),
            Provider = parsed.GetValue(Provider),
            Model = parsed.GetValue(Model),
            DryRun = parsed.GetValue(DryRun),
            All = parsed.GetValue(All),
        };
    }

    // A moment without its offset means no moment.
    private static DateTimeOffset? Moment(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                && (text.EndsWith('Z') || text[^6] is '+' or '-')
                ? moment
                : null;

    private static async Task<int> RunAsync(Func<ControlRequest, Task<ControlReply>> ask, RepriceOrder order, string? workspace)
    {
        var total = new RepriceReport();
        do
        {
            var reply = await ask(new ControlRequest { Command = ControlRequest.Reprice, Workspace = workspace, Order = order with { Cursor = total.Cursor } });
            if (reply.Report is not { } part)
            {
                await Console.Error.WriteLineAsync("tollgate: " + reply.Error + (total.Calls > 0 ? " What was done stays; the same command goes on." : ""));
                return ExitCode.Failed;
            }

            total = total.With(part);
            if (total.Cursor is not null)
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{total.Calls,10} calls, {total.Changed} changed"));
            }
        }
        while (total.Cursor is not null);
        Write(Console.Out, total, order.DryRun);
        return ExitCode.Ok;
    }

    private static void Write(TextWriter output, RepriceReport total, bool dryRun)
    {
        Line(output, total.Calls, "calls");
        if (total.Calls == 0)
        {
            output.WriteLine("No call fits: --provider and --model take exact names, as the call log shows them.");
        }

        Line(output, total.Changed, dryRun ? "would cost something else" : "cost something else");
        Line(output, total.Same, "cost the same");
        Line(output, total.AtBound, "were charged at their bound: no price tells what they cost");
        Line(output, total.Open, "are not resolved yet");
        Line(output, total.NoPrice, "have no price");
        Line(output, total.Nothing, "cost and used nothing");
        Line(output, total.NoModel, "were no calls of models");
        var difference = total.AfterNanoUsd - total.BeforeNanoUsd;
        output.WriteLine($"Those that change: {UsdText.Format(total.BeforeNanoUsd)} USD before, {UsdText.Format(total.AfterNanoUsd)} after, "
            + $"{(difference < 0 ? "" : "+")}{UsdText.Format(difference)}.");
        output.WriteLine(dryRun ? "Nothing was written." : string.Create(CultureInfo.InvariantCulture, $"{total.Written} adjusting entries were written."));
    }

    private static void Line(TextWriter output, long count, string what)
    {
        if (count > 0 || what == "calls")
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10}  {what}"));
        }
    }
}
