using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Settlement;

/// <summary>The money in hand for one call: the most it can cost where it goes now. Without a hold (a call that has no price, or was refused)
/// its end is a row of the log alone.</summary>
internal sealed class CallHold(Meter meter, CallContext context, CallRecord record)
{
    private Hold? _hold;

    /// <summary>Takes the target's worst case on key, project and workspace, all or none.</summary>
    public async ValueTask<Refusal?> TakeAsync(CallTarget target, TenantProject? project)
    {
        var key = context.Key;
        var outcome = await meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book,
            Key = key.Line,
            Project = project?.Line(key.Key.Mode),
            Mode = key.Key.Mode,
            Provider = target.Resolved.Provider,
            Amount = target.BoundNanoUsd,
            NowMs = context.AtMs,
            DeadlineMs = context.AtMs + (long)target.Endpoint.TotalTimeout.TotalMilliseconds,
            Call = record,
        });
        _hold = outcome.Hold;
        return outcome.Refusal is { } refused ? BudgetRefusals.From(refused, new NanoUsd(target.BoundNanoUsd)) : null;
    }

    /// <summary>Writes the hold to the books, right before the call goes out, and the claim on its idempotency key with it. False when they take
    /// no more: it is released then and the row logged.</summary>
    public ValueTask<bool> CommitAsync()
    {
        var claim = context.Claim is { Claim.Written: false } ticket ? ticket.Claim : null;
        return _hold is not null ? meter.CommitHoldAsync(_hold, Strict, claim)
            : claim is not null ? meter.ClaimAsync(claim)
            : new ValueTask<bool>(true);
    }

    /// <summary>The call cost nothing; its row goes into the log.</summary>
    public void Release()
    {
        if (_hold is null)
        {
            meter.Log(record);
        }
        else
        {
            meter.Release(_hold);
        }
    }

    /// <summary>The call has cost this; its row goes into the log.</summary>
    public async ValueTask SettleAsync(NanoUsd cost)
    {
        if (_hold is null)
        {
            meter.Log(record);
            return;
        }

        record.CostNanoUsd = cost.Value;
        try
        {
            await meter.SettleAsync(_hold, cost.Value, Strict);
        }
        catch (LedgerStoreException)
        {
            // The hold was durable before the call went out and the journal has its end: nothing is lost, and the caller gets what it paid for.
        }
    }

    private bool Strict => context.Key.Tenant.Workspace.Settings.Durability == Durability.Strict;
}
