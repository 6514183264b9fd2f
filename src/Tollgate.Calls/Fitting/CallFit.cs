using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Fitting;

/// <summary>Makes a call fit its budgets. The whole bound is tried first. Where it does not fit: a caller who allows it gets less output, a
/// stream is let in on a first step and its hold grows as it runs, and what only waits for other holds waits as long as its caller said.</summary>
public sealed class CallFit
{
    /// <summary>A reply cut to fewer tokens is of no use to anybody.</summary>
    internal const long LeastOutput = 16;

    // Room seen may be gone when it is taken.
    private const int Tries = 4;

    private readonly CallServices _services;
    private readonly CallContext _context;
    private readonly CallHold _hold;
    private readonly CallRecord _record;
    private CallTarget? _target;
    private StreamCover? _cover;
    private bool _shown;
    private int _choices;

    internal CallFit(CallServices services, CallContext context, CallHold hold, CallRecord record)
    {
        _services = services;
        _context = context;
        _hold = hold;
        _record = record;
    }

    /// <summary>True while less than the whole bound is held: <see cref="CoverAsync"/> must be asked before each read.</summary>
    public bool IsPart => _cover is not null;

    /// <summary>Holds what the call needs at this target. A refusal means that not even the least of it fits.</summary>
    internal async ValueTask<HoldRefusal?> TakeAsync(CallTarget target, CallFacts facts)
    {
        (_target, _cover, _choices) = (target, null, facts.Choices);
        _record.Flags &= ~(CallFlags.Clamped | CallFlags.Stepped);
        _shown = facts.Stream && IsShown(target, facts);
        var clamp = _context.MayClamp && facts.TakesOutputLimit;
        var steps = _shown && !clamp && target.OutputEach > StreamCover.FirstStep;
        var refused = await _hold.SetAsync(target.BoundNanoUsd, steps ? TimeSpan.Zero : clamp ? _hold.WaitLeft / 2 : _hold.WaitLeft);
        return _hold.LastWord(refused is not { Reason: HoldRefusalReason.Budget } ? refused
            : clamp ? await ClampAsync(target)
            : steps ? await StepAsync(target)
            : refused);
    }

    /// <summary>The call goes where nothing has a price: there is nothing to fit.</summary>
    internal void LetGo() => (_cover, _shown) = (null, false);

    /// <summary>How many bytes of a stream may be read next. Grows the hold first where it covers too few. A refusal means that the stream's money
    /// has ended: it is to be cut and settled by what came.</summary>
    /// <param name="outputBytes">Output that has come, bytes or reported tokens, whichever are more.</param>
    /// <param name="unread">Bytes that were read and are not yet known to be output or not.</param>
    /// <param name="finished">True when a choice has said its last word.</param>
    public ValueTask<(int Bytes, Refusal? Refusal)> CoverAsync(long outputBytes, int unread, bool finished)
    {
        // Of several choices the first to end says nothing of the others.
        var last = finished && _choices == 1;
        var bytes = _cover?.Readable(outputBytes, unread, last) ?? int.MaxValue;
        return bytes > 0 ? new((bytes, null)) : GrowAsync(_cover!, outputBytes, unread, last);
    }

    /// <summary>Holds the whole bound where there is room for it: what comes in place of a stream cannot be followed. It has been produced
    /// already, so reading it costs no more than leaving it, and tells what it costs.</summary>
    public async ValueTask CoverWholeAsync()
    {
        if (await _hold.SetAsync(_target!.BoundNanoUsd, TimeSpan.Zero) is null)
        {
            _cover = null;
        }
    }

    /// <summary>The model has said its last word and only its report is to come: frees what it cannot need any more, where others could use
    /// it. Only of models that are known to show what they charge for: else the whole bound is for the report.</summary>
    public async ValueTask FreeRestAsync(long outputBytes)
    {
        if (!_shown || _choices > 1 || !IsProven(_target!) || _hold.Room() - _hold.Amount >= _hold.Amount)
        {
            return;
        }

        var each = Math.Min(_target!.OutputEach, StreamCover.Of(outputBytes, _choices));
        var amount = _target.BoundWith(each);
        if (amount < _hold.Amount / 2 && await _hold.SetAsync(amount, TimeSpan.Zero) is null)
        {
            _cover = new StreamCover(_target.OutputEach, _choices);
            _cover.ChangedTo(each);
        }
    }

    /// <summary>The call has cost more than is held: grows to it where there is room. What no budget covers is for the end to book.</summary>
    internal async ValueTask CoverCostAsync(NanoUsd cost)
    {
        var bound = _target!.BoundNanoUsd;
        if (await _hold.SetAsync(cost.Value, TimeSpan.Zero) is not null)
        {
            return;
        }

        _record.BoundNanoUsd = Math.Min(cost.Value, bound);
        _record.Flags &= cost.Value <= bound ? ~CallFlags.Variance : ~CallFlags.None;
    }

    /// <summary>Compares a stream's report with what was seen of it: a model that hides output is held whole from the next call on.</summary>
    public void Compare(in ReportedUsage usage, long outputBytes, long thoughtBytes)
    {
        var thinks = usage.ReasoningTokens > 0 && thoughtBytes == 0;
        if (_shown)
        {
            var hides = thinks || StreamCover.IsHidden(usage.OutputTokens, outputBytes, _choices);
            _services.Hidden.Note(_context.Key.Tenant.Workspace.Id, _target!.Resolved.Provider, _target.Resolved.Model, hides);
        }
    }

    // What the catalog does not know has to have reported what it showed.
    private bool IsProven(CallTarget target)
    {
        var (workspace, at) = (_context.Key.Tenant.Workspace.Id, target.Resolved);
        return at.Card is null
            ? _services.Hidden.IsShown(workspace, at.Provider, at.Model)
            : !_services.Hidden.IsKnown(workspace, at.Provider, at.Model);
    }

    private bool IsShown(CallTarget target, CallFacts facts) =>
        !target.Resolved.Reasoning
        && facts.TakesOutputLimit
        && !facts.AudioOutput
        && facts.PredictionBytes == 0
        && facts.HostedToolField is null
        && !_services.Hidden.IsKnown(_context.Key.Tenant.Workspace.Id, target.Resolved.Provider, target.Resolved.Model);

    // As its time runs out a call that waits asks for less: for half the output after half the time, for half of that after half the rest.
    private async ValueTask<HoldRefusal?> ClampAsync(CallTarget target)
    {
        var least = Math.Min(LeastOutput, target.OutputEach);
        var each = target.OutputEach;
        while (true)
        {
            each = _hold.WaitLeft == TimeSpan.Zero ? least : Math.Max(least, each / 2);
            if (await TakeRoomAsync(target, each))
            {
                return null;
            }

            var refused = await _hold.SetAsync(target.BoundWith(each), each == least ? _hold.WaitLeft : _hold.WaitLeft / 2);
            if (refused is null)
            {
                // What waited for the very least takes what there is by now.
                if (each > least || !await TakeRoomAsync(target, least + 1))
                {
                    Clamp(target, each);
                }

                return null;
            }

            if (each == least || refused.Reason != HoldRefusalReason.Budget)
            {
                return refused;
            }
        }
    }

    // Holds as much as there is room for, where that is worth it.
    private async ValueTask<bool> TakeRoomAsync(CallTarget target, long atLeast)
    {
        for (var i = 0; i < Tries; i++)
        {
            var fits = Quote.OutputThatFits(target.Price!, target.Bound, _hold.Room());
            if (fits < atLeast)
            {
                return false;
            }

            if (await _hold.SetAsync(target.BoundWith(fits), TimeSpan.Zero) is null)
            {
                Clamp(target, fits);
                return true;
            }
        }

        return false;
    }

    private void Clamp(CallTarget target, long outputEach)
    {
        if (outputEach < target.OutputEach)
        {
            target.LowerOutput(outputEach);
            _record.Flags |= CallFlags.Clamped;
        }
    }

    private async ValueTask<HoldRefusal?> StepAsync(CallTarget target)
    {
        var cover = new StreamCover(target.OutputEach, _choices);
        var refused = await _hold.SetAsync(target.BoundWith(cover.Each), _hold.WaitLeft);
        if (refused is null)
        {
            _cover = cover;
            _record.Flags |= CallFlags.Stepped;
        }

        return refused;
    }

    // Only what is needed where the double does not fit: a budget's last cents are for use.
    private async ValueTask<(int Bytes, Refusal? Refusal)> GrowAsync(StreamCover cover, long outputBytes, int unread, bool finished)
    {
        var needed = cover.Needed(outputBytes, unread, finished);
        var each = cover.Next(needed);
        var refused = await _hold.SetAsync(_target!.BoundWith(each), each == needed ? _hold.WaitLeft : TimeSpan.Zero);
        if (refused is { Reason: HoldRefusalReason.Budget } && each > needed)
        {
            each = needed;
            refused = await _hold.SetAsync(_target.BoundWith(each), _hold.WaitLeft);
        }

        if (refused is not null)
        {
            return (0, BudgetRefusals.MidStream(_hold.LastWord(refused)!));
        }

        cover.ChangedTo(each);
        return (Math.Max(1, cover.Readable(outputBytes, unread, finished)), null);
    }
}
