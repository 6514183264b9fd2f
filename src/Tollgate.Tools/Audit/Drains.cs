using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Audit;

/// <summary>The patterns in which wallets empty faster than anyone expects, each found in what the books keep of calls. No call counts as lost in
/// two of the patterns that call it a repeat.</summary>
internal static class Drains
{
    private const int LeastInRow = 3;
    private const int LeastInSweep = 5;
    private const long DearFrom = 50;
    private static readonly long HourMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private static readonly long DayMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;
    private static readonly long RetryMs = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    /// <summary>All that is found, what cost most first.</summary>
    /// <param name="calls">Calls in the order in which they were reserved.</param>
    /// <param name="tools">The tools as they are now, by name.</param>
    public static IReadOnlyList<Drain> Find(IReadOnlyList<SpentCall> calls, IReadOnlyDictionary<string, ToolDefinition> tools)
    {
        Drain?[] found =
        [
            RetryLoops(calls), Sweeps(calls, tools), Unnarrowed(calls, tools), SameAgain(calls), NotFoundAgain(calls), PastTheEnd(calls),
            RefundedInARow(calls),
        ];
        return [.. found.OfType<Drain>().OrderByDescending(d => d.TokensLost).ThenByDescending(d => d.Calls.Count)];
    }

    // The same call again and again right after it failed. Each was refunded, so what is lost is what stayed charged of the loop, beyond one answer.
    private static Drain? RetryLoops(IReadOnlyList<SpentCall> calls)
    {
        var concerned = new List<SpentCall>();
        var lost = 0L;
        foreach (var same in SameArguments(calls))
        {
            foreach (var run in Runs(same, RetryMs))
            {
                var failures = run.Count(c => c.End == SpentEnd.Refunded);
                if (failures >= LeastInRow)
                {
                    concerned.AddRange(run);
                    lost += run.Where(c => c.IsCharged).Skip(1).Sum(c => c.Tokens);
                }
            }
        }

        var drain = Drain.Of(
            "retry_loop_on_failure",
            "Wait between tries, twice as long each time, and stop after three: x-should-retry and Retry-After say when a try makes sense. Send an Idempotency-Key, so that a try that did get through is answered from what is kept and not charged again.",
            concerned);
        return drain is null ? null : drain with { TokensLost = lost };
    }

    // A dear tool called for one thing after another.
    private static Drain? Sweeps(IReadOnlyList<SpentCall> calls, IReadOnlyDictionary<string, ToolDefinition> tools)
    {
        var concerned = new List<SpentCall>();
        var cheaper = new SortedSet<string>(StringComparer.Ordinal);
        var lost = 0L;
        foreach (var group in calls.Where(c => c.IsCharged && c.Tokens >= DearFrom).GroupBy(c => (c.Tool, c.Key)))
        {
            foreach (var run in Runs([.. group], HourMs).Where(r => Different(r) >= LeastInSweep))
            {
                var first = tools.GetValueOrDefault(group.Key.Tool)?.CheaperFirst is { } name ? tools.GetValueOrDefault(name) : null;
                concerned.AddRange(run);
                lost += run.Sum(c => c.Tokens - (first?.Cost ?? 0));
                if (first is not null)
                {
                    cheaper.Add(FormattableString.Invariant($"{first.Name} ({first.Cost} tokens)"));
                }
            }
        }

        var way = cheaper.Count == 0 ? "a cheap tool" : string.Join(" or ", cheaper);
        var drain = Drain.Of(
            "dear_tool_in_a_sweep",
            $"Ask {way} first for every entry of the list, and call the dear tool only for those that turn out to matter.",
            concerned);
        return drain is null ? null : drain with { TokensLost = lost };
    }

    private static Drain? Unnarrowed(IReadOnlyList<SpentCall> calls, IReadOnlyDictionary<string, ToolDefinition> tools)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var concerned = calls.Where(c =>
        {
            var narrowing = tools.GetValueOrDefault(c.Tool)?.NarrowedBy;
            var wide = narrowing is not null && c.IsCharged && c.Note is { } note && !note.Given.Contains(narrowing);
            if (wide)
            {
                names.Add(narrowing!);
            }

            return wide;
        }).ToList();
        return Drain.Of(
            "list_without_filter",
            $"Give {string.Join(" or ", names)}: the price is the same, and what comes back is what you look for instead of everyone, so that one page is enough.",
            concerned);
    }

    private static Drain? SameAgain(IReadOnlyList<SpentCall> calls) => Drain.Of(
        "same_arguments_within_a_day",
        "Keep the first answer for a day and look there before you call.",
        SameArguments(calls).SelectMany(same => Repeats([.. same.Where(c => c.End == SpentEnd.Charged)], DayMs)));

    private static Drain? NotFoundAgain(IReadOnlyList<SpentCall> calls) => Drain.Of(
        "not_found_again",
        "Remember what was not found, and do not ask for it again before something has changed.",
        SameArguments(calls).SelectMany(same => Repeats([.. same.Where(c => c.End == SpentEnd.ChargedForNothing)], long.MaxValue)));

    private static Drain? PastTheEnd(IReadOnlyList<SpentCall> calls) => Drain.Of(
        "paging_past_the_end",
        "Stop at the first page that holds fewer entries than you asked for: the next one is empty and costs the same.",
        calls.Where(c => c is { End: SpentEnd.ChargedForEmpty, Note.Page: > 0 }));

    // A tool that does not work at the moment. Nothing stays charged, but each try keeps tokens from other calls while it runs.
    private static Drain? RefundedInARow(IReadOnlyList<SpentCall> calls) => Drain.Of(
        "refunded_in_a_row",
        "Pause a tool once it has failed five times in a row, and try it with one call before you go on.",
        calls.Where(c => c.End != SpentEnd.Open).GroupBy(c => (c.Tool, c.Key)).SelectMany(FailuresInARow));

    private static IEnumerable<SpentCall> FailuresInARow(IEnumerable<SpentCall> calls)
    {
        const int least = 5;
        var row = new List<SpentCall>();
        foreach (var call in calls.Append(null))
        {
            if (call?.End == SpentEnd.Refunded)
            {
                row.Add(call);
                continue;
            }

            foreach (var failed in row.Count >= least ? row : [])
            {
                yield return failed;
            }

            row.Clear();
        }
    }

    private static IEnumerable<List<SpentCall>> SameArguments(IEnumerable<SpentCall> calls) =>
        calls.Where(c => c.Note is not null).GroupBy(c => (c.Tool, c.Note!.Fingerprint)).Select(g => g.ToList());

    // Stretches in which each call follows the one before within the time given.
    private static IEnumerable<List<SpentCall>> Runs(List<SpentCall> calls, long withinMs)
    {
        var run = new List<SpentCall>();
        foreach (var call in calls)
        {
            if (run.Count > 0 && call.AtMs - run[^1].AtMs > withinMs)
            {
                yield return run;
                run = [];
            }

            run.Add(call);
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    // All but the first of each stretch that one answer would have served.
    private static IEnumerable<SpentCall> Repeats(List<SpentCall> calls, long withinMs)
    {
        var firstMs = long.MinValue;
        var any = false;
        foreach (var call in calls)
        {
            if (any && (withinMs == long.MaxValue || call.AtMs - firstMs <= withinMs))
            {
                yield return call;
                continue;
            }

            (any, firstMs) = (true, call.AtMs);
        }
    }

    private static int Different(List<SpentCall> calls) => calls.Select(c => c.Note?.Fingerprint ?? "").Distinct(StringComparer.Ordinal).Count();
}
