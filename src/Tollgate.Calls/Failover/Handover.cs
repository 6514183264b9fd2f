using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Fitting;
using Tollgate.Calls.Settlement;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Failover;

/// <summary>Hands a call over from an attempt that failed to the one after it: its money and its row. While nothing was charged the one hold goes
/// along; what was charged ends its hold, and the next target takes a hold of its own, whole, before that.</summary>
internal sealed class Handover(CallServices services, CallPlan plan, CallFit fit, CallHold hold, AttemptLog log)
{
    // What is held was measured for this target.
    private CallTarget? _measured;

    /// <summary>Holds what the call can cost at a target, or says what stands in the way.</summary>
    public async ValueTask<Refusal?> TakeAsync(CallTarget target)
    {
        _measured = target;
        hold.For(target, plan.Project);
        return await fit.TakeAsync(target, target.Facts) is { } refused
            ? BudgetRefusals.From(refused, new NanoUsd(target.BoundNanoUsd))
            : null;
    }

    /// <summary>False, with nothing held but what was before, when the next target's worst case cannot be held.</summary>
    public async ValueTask<bool> MoveAsync(Attempt failed, Attempt next, long nowUs)
    {
        var record = log.Record;
        record.LatencyUs = next.StartedUs = nowUs;
        var before = record.Copy();
        var row = failed.Charge == NanoUsd.Zero ? null : log.RowUpTo(failed);
        next.HoldId = row is null ? failed.HoldId : services.Meter.NextHoldId();

        // The row says where the call goes now before the money moves: whoever finds the hold after a crash finds the truth beside it.
        log.Follow(failed, next);
        if (next.Target == _measured)
        {
            return true;
        }

        if (next.Target != failed.Target)
        {
            record.Flags &= ~(CallFlags.Clamped | CallFlags.Stepped);
            next.Target.WriteTo(record);
        }

        if (row is null ? await GoAlongAsync(next.Target) : await FollowAsync(failed, next, row))
        {
            // A limit that was lowered before stays so at the same target.
            record.Flags |= next.Target == failed.Target ? before.Flags & CallFlags.Clamped : CallFlags.None;
            return true;
        }

        failed.Target.WriteTo(record);
        (record.Flags, record.BoundNanoUsd, record.Attempts) = (before.Flags, before.BoundNanoUsd, before.Attempts);
        return false;
    }

    private async ValueTask<bool> GoAlongAsync(CallTarget next)
    {
        if (next.Price is not null)
        {
            return await TakeAsync(next) is null;
        }

        fit.LetGo();
        _measured = next;
        hold.For(next, plan.Project);
        return hold.Amount == 0 || await hold.SetAsync(0, TimeSpan.Zero) is null;
    }

    // At no moment is less in hand than is owed. A price that is not known cannot be added to one that is.
    private async ValueTask<bool> FollowAsync(Attempt failed, Attempt next, CallRecord row)
    {
        if (next.Target.Price is null)
        {
            return false;
        }

        var aside = await hold.LayAsideAsync(failed.Charge, next.HoldId);
        if (await TakeAsync(next.Target) is not null)
        {
            hold.TakeBack(aside, failed.HoldId);
            return false;
        }

        await hold.SettleAsideAsync(aside, failed.Charge, row);
        return true;
    }
}
