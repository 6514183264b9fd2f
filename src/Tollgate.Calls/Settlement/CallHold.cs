using Tollgate.Calls.Admission;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Settlement;

/// <summary>The money in hand for one call: the most it can cost where it goes now. A hold moves along with the call while nothing was charged; what
/// was charged ends its hold, and the next target takes one of its own. Without a hold (a call that has no price, or was refused) the end is a
/// row of the log alone.</summary>
internal sealed class CallHold(Meter meter, TimeProvider time, CallContext context, CallRecord record)
{
    private HoldRequest _request;
    private Hold? _hold;
    private TimeSpan _waited;
    private long _startMs = context.AtMs;
    private bool _sent;

    /// <summary>What is held now, nano-USD.</summary>
    public long Amount => _hold?.Amount ?? 0;

    /// <summary>Id of the hold in hand; 0 for the call's first.</summary>
    public UInt128 Id => _request.Id;

    /// <summary>What attempts before the present one were charged.</summary>
    public NanoUsd Charged { get; private set; }

    /// <summary>How long the call may still wait for money, all its waiting together.</summary>
    public TimeSpan WaitLeft => context.Wait > _waited ? context.Wait - _waited : TimeSpan.Zero;

    /// <summary>True once the call was allowed to wait.</summary>
    public bool HasWaited { get; private set; }

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
            DeadlineMs = context.AtMs + (long)(target.TotalTimeout + context.Wait).TotalMilliseconds,
            Call = record,
            Id = _request.Id,
        };
    }

    /// <summary>Holds that amount on every account of the call, all or none, in place of what it holds already. With a refusal nothing has
    /// changed.</summary>
    /// <param name="amount">Nano-USD.</param>
    /// <param name="wait">How long to wait for holds of others; of <see cref="WaitLeft"/>.</param>
    public async ValueTask<HoldRefusal?> SetAsync(long amount, TimeSpan wait)
    {
        var started = wait == TimeSpan.Zero ? 0 : time.GetTimestamp();
        HasWaited |= wait > TimeSpan.Zero;
        HoldRefusal? refusal;
        if (_hold is null)
        {
            var request = _request with { Amount = amount, Wait = wait, NowMs = _startMs + (long)_waited.TotalMilliseconds };
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

    /// <summary>The last word on an amount: nothing smaller is tried in its place.</summary>
    public HoldRefusal? LastWord(HoldRefusal? refusal)
    {
        if (refusal is not null)
        {
            meter.TurnedAway(refusal);
        }

        return refusal;
    }

    /// <summary>The most that could be held now, with what is held already.</summary>
    public long Room() => Amount + meter.Room(in _request);

    /// <summary>Writes the hold to the books, right before the call goes out, and the claim on its idempotency key with it. False when they take
    /// no more: it is released then and the row logged.</summary>
    public ValueTask<bool> CommitAsync()
    {
        var claim = context.Claim is { Claim.Written: false } ticket ? ticket.Claim : null;
        if (_hold is null || _sent)
        {
            return claim is null ? new ValueTask<bool>(true) : meter.ClaimAsync(claim);
        }

        _sent = true;
        return meter.CommitHoldAsync(_hold, Strict || context.Claim is not null, claim);
    }

    /// <summary>An attempt was charged and another one follows: its hold becomes that, as far as there is room, and is laid aside. The next
    /// amount is set on a hold of its own.</summary>
    public async ValueTask<Hold> LayAsideAsync(NanoUsd charge, UInt128 nextId)
    {
        var aside = _hold!;
        if (charge.Value != aside.Amount)
        {
            // A charge beyond the hold takes room while there is some, before the next target does.
            _ = await meter.ResizeAsync(aside, charge.Value, _request.Provider, TimeSpan.Zero);
        }

        _hold = null;
        _startMs = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)_waited.TotalMilliseconds;
        _request = _request with { Id = nextId };
        return aside;
    }

    /// <summary>The next amount cannot be held: what was laid aside is in hand again.</summary>
    public void TakeBack(Hold aside, UInt128 id)
    {
        _hold = aside;
        _request = _request with { Id = id };
    }

    /// <summary>The next amount is held: what was laid aside ends with its charge. The row stands in the log until the call's own takes its place.</summary>
    public async ValueTask SettleAsideAsync(Hold aside, NanoUsd charge, CallRecord row)
    {
        row.BoundNanoUsd += Charged.Value;
        Charged += charge;
        row.CostNanoUsd = record.CostNanoUsd = Charged.Value;
        _sent = false;
        await EndAsync(aside, charge, row);
    }

    /// <summary>The present attempt cost nothing; the call's row goes into the log.</summary>
    public void Release()
    {
        record.BoundNanoUsd += Charged.Value;
        if (_hold is null)
        {
            meter.Log(record);
        }
        else
        {
            meter.Release(_hold);
        }
    }

    /// <summary>The present attempt has cost this; the call's row goes into the log.</summary>
    public ValueTask SettleAsync(NanoUsd cost)
    {
        record.BoundNanoUsd += Charged.Value;
        if (_hold is null)
        {
            meter.Log(record);
            return ValueTask.CompletedTask;
        }

        record.CostNanoUsd = (Charged + cost).Value;
        return EndAsync(_hold, cost, null);
    }

    private async ValueTask EndAsync(Hold hold, NanoUsd cost, CallRecord? row)
    {
        try
        {
            await meter.SettleAsync(hold, cost.Value, Strict, row);
        }
        catch (LedgerStoreException)
        {
            // The hold was durable before the call went out and the journal has its end: nothing is lost, and the caller gets what it paid for.
        }
    }

    private bool Strict => context.Key.Tenant.Workspace.Settings.Durability == Durability.Strict;
}
