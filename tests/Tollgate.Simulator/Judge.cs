using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>Looks at the books after each step and compares them with plain sums.</summary>
internal sealed class Judge(Stage stage, List<SimulatedCall> calls, Crowd crowd)
{
    /// <summary>What all calls under way hold on a budget, with those who have their answer and have not acted on it yet.</summary>
    public long Held(int line)
    {
        var held = crowd.Granted(line);
        foreach (var call in calls)
        {
            held += call.Lines.Contains(line) ? call.Hold.Amount : 0;
        }

        return held;
    }

    /// <summary>True when the amount fits on all of the budgets.</summary>
    public bool Fits(int[] lines, long amount) => lines.All(l =>
        stage.Expected[l] is var e && e.InForce > 0 && e.Spent + Held(l) + amount <= e.InForce);

    /// <summary>Everything that must hold after any step.</summary>
    public void Check()
    {
        var report = stage.Store.Verify();
        Finding.Require(report.Findings.Count == 0, string.Join("; ", report.Findings));
        Finding.Require(report.PostingsSum == 0, $"the postings sum to {report.PostingsSum}");
        for (var i = 0; i < Stage.Lines; i++)
        {
            CheckLine(i, stage.Status(i), stage.Expected[i]);
        }

        foreach (var (identity, balance) in stage.Store.Accounts)
        {
            Finding.Require(
                identity.Scope > AccountScope.Workspace || balance.Posted + balance.Suspense <= balance.Watermark - balance.Held,
                $"account {balance.Ordinal} ({identity.Scope}) is beyond its slice");
        }

        var reason = stage.Meter.Health().Reason;
        Finding.Require(reason is null or "injected before the commit" or "injected after the commit", reason ?? "");
    }

    /// <summary>No budget is over right after a hold was granted.</summary>
    public void CheckRoom(int[] lines)
    {
        foreach (var line in lines)
        {
            var e = stage.Expected[line];
            Finding.Require(
                e.Inexact || e.Spent + Held(line) <= e.InForce, $"line {line} is over: {e.Spent} + {Held(line)} > {e.InForce}");
        }
    }

    /// <summary>A refusal is true: the amount does not fit, and the first budget that says so is named.</summary>
    public void CheckRefusal(HoldRefusal refusal, int[] lines, long amount)
    {
        if (refusal.Reason == HoldRefusalReason.StoreUnavailable)
        {
            return;
        }

        Finding.Require(refusal.Reason == HoldRefusalReason.Budget, $"refused as {refusal.Reason}");
        var line = Array.Find(lines, l => stage.Expected[l].Owner == refusal.Owner);
        var e = stage.Expected[line];
        Finding.Require(
            e.Inexact || e.InForce == 0 || e.Spent + Held(line) + amount > e.InForce,
            $"line {line} was falsely refused: {e.Spent} + {Held(line)} + {amount} <= {e.InForce}");
        // Where others wait, they may have taken that room since.
        foreach (var before in lines.TakeWhile(l => l != line && crowd.Count == 0))
        {
            Finding.Require(
                stage.Expected[before].Inexact || Fits([before], amount), $"line {before} refuses before line {line} and was not named");
        }
    }

    /// <summary>Each threshold is told once for a window and limit, and never before it is reached.</summary>
    public void CheckTold()
    {
        var told = stage.Told.Where(t => t.Status.Limit > 0).ToList();
        Finding.Require(
            told.DistinctBy(t => (t.Owner, t.Window, t.Status.Limit, t.Percent)).Count() == told.Count, "a threshold was told twice");
        Finding.Require(
            told.TrueForAll(t => t.Percent == 100 || t.Status.Spent >= t.Status.Limit - (t.Status.Limit / 5)), "a threshold was told early");
    }

    private void CheckLine(int line, BudgetStatus status, Expected expected)
    {
        var held = Held(line);
        Finding.Require(status.Limit == expected.InForce, $"line {line}: limit {status.Limit}, expected {expected.InForce}");
        Finding.Require(status.Reserved == held, $"line {line}: reserved {status.Reserved}, expected {held}");
        // After a lost machine an account without a limit may lack what was not yet durable; one with a limit never shows too little.
        if (!expected.Inexact)
        {
            Finding.Require(status.Spent == expected.Spent, $"line {line}: spent {status.Spent}, expected {expected.Spent}");
        }
    }
}
