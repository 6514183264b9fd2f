using Tollgate.Calls.Errors;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Failover;

/// <summary>Writes the attempts of a call into its row. A call that goes well at the first try has no list: its row says
/// all.</summary>
internal sealed class AttemptLog(CallRecord record)
{
    /// <summary>The call's row.</summary>
    public CallRecord Record => record;

    /// <summary>A failed attempt is followed by another one, which has no end yet.</summary>
    public void Follow(Attempt failed, Attempt next) =>
        record.Attempts = [.. Before(), Failed(failed), Entry(next, NanoUsd.Zero, null, next.StartedUs)];

    /// <summary>The last attempt has ended, and the call with it.</summary>
    public void End(Attempt last, NanoUsd cost, ErrorCode? error, long nowUs)
    {
        if (record.Attempts is not null || error is not null)
        {
            record.Attempts = [.. Before(), Entry(last, cost, error, nowUs)];
        }
    }

    /// <summary>The call's row as if it had ended with this attempt: what the log shows until it has.</summary>
    public CallRecord RowUpTo(Attempt failed)
    {
        var row = record.Copy();
        row.Status = failed.Status;
        row.ErrorCode = failed.Error?.ToString();
        row.Attempts = record.Attempts is null ? null : [.. Before(), Failed(failed)];
        return row;
    }

    // All but the present attempt.
    private IEnumerable<CallAttempt> Before() => record.Attempts?.SkipLast(1) ?? [];

    private static CallAttempt Failed(Attempt attempt) => Entry(attempt, attempt.Charge, attempt.Error, attempt.EndedUs);

    private static CallAttempt Entry(Attempt attempt, NanoUsd cost, ErrorCode? error, long endUs) => new()
    {
        Hold = attempt.HoldId == 0 ? null : attempt.HoldId,
        Provider = attempt.Target.Resolved.Provider,
        Model = attempt.Target.Resolved.Model,
        KeyHint = attempt.Key.Hint,
        Status = attempt.ProviderStatus,
        Error = error?.ToString(),
        CostNanoUsd = cost.Value,
        StartedUs = attempt.StartedUs,
        LatencyUs = endUs - attempt.StartedUs,
    };
}
