using Tollgate.Calls.Admission;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Settlement;

/// <summary>The money in hand for one call: the most it can cost where it goes now. Without a hold (a call that has no price, or was refused)
/// its end is a row of the log alone.</summary>
internal sealed class CallHold(Meter meter, TimeProvider time, CallContext context, CallRecord record)
{
    private HoldRequest _request;
    private Hold? _hold;
    private TimeSpan _waited;

    /// <summary>What is held now, nano-USD.</summary>
    public long Amount => _hold?.Amount ?? 0;

    /// <summary>The call goes there: what is held from now on will be owed to that provider.</summary>
    public void For(CallTarget target, TenantProject? project)
    {
        var key = context.Key;
        _request = new HoldRequest
        {
            Book = key.Tenant.Book,
            Key = key.Line,
            Parent = key.Parent?.Line,
            Project = project?.Line(key.Key.Mode),
            Mode = key.Key.Mode,
            Provider = target.Resolved.Provider,
            Amount = 0,
            NowMs = context.AtMs,
            DeadlineMs = context.AtMs + (long)(target.Endpoint.TotalTimeout + context.Wait).TotalMilliseconds,
            Call = record,
        };
    }

    /// <summary>Holds that amount on every account of the call, all or none, in place of what it holds already. With a refusal nothing has
    /// changed.</summary>
    /// <param name="amount">Nano-USD.</param>
    /// <param name="mayWait">True to wait for holds of others, as long as the call may wait altogether.</param>
    public async ValueTask<HoldRefusal?> SetAsync(long amount, bool mayWait)
    {
        var wait = mayWait && context.Wait > _waited ? context.Wait - _waited : TimeSpan.Zero;
        var started = wait == TimeSpan.Zero ? 0 : time.GetTimestamp();
        HoldRefusal? refusal;
        if (_hold is null)
        {
            var request = _request with { Amount = amount, Wait = wait, NowMs = context.AtMs + (long)_waited.TotalMilliseconds };
            var outcome = await meter.HoldAsync(request, context.Left);
            _hold = outcome.Hold;
            refusal = outcome.Refusal;
        }
        else
        {
            refusal = await meter.ResizeAsync(_hold, amount, _request.Provider, wait, context.Left);
        }

        _waited += wait == TimeSpan.Zero ? TimeSpan.Zero : time.GetElapsedTime(started);
        record.BoundNanoUsd = refusal is null ? amount : record.BoundNanoUsd;
        return refusal;
    }

    /// <summary>The most that could be held now, with what is held already.</summary>
    public long Room() => Amount + meter.Room(in _request);

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
