namespace Tollgate.Metering.Ledger;

/// <summary>Where holds are asked for: at once while the granted slices last, else after the commit of a grant.</summary>
internal sealed class HoldDesk(Escrow escrow, EntryQueue queue, TimeProvider time, LedgerOptions options)
{
    public ValueTask<HoldOutcome> HoldAsync(in HoldRequest request, CancellationToken cancellationToken)
    {
        var attempt = escrow.TryHold(in request);
        return attempt.Step == HoldStep.MustWait
            ? new ValueTask<HoldOutcome>(HoldAfterGrantAsync(request, attempt))
            : new ValueTask<HoldOutcome>(new HoldOutcome(attempt.Hold, attempt.Refusal));
    }

    public async ValueTask<HoldRefusal?> ResizeAsync(
        Hold hold, long amount, string provider, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(started) < options.GrantWait)
            {
                var attempt = escrow.TryResize(hold, amount, provider, time.GetUtcNow().ToUnixTimeMilliseconds());
                if (attempt.Sequence == Slices.Unavailable)
                {
                    break;
                }

                await queue.WaitAsync(attempt.Sequence);
                if (attempt.Step != HoldStep.MustWait)
                {
                    return attempt.Refusal;
                }
            }
        }
        catch (LedgerStoreException)
        {
            // The refusal below says it.
        }

        return escrow.Unavailable(hold.Book, hold.Call.Mode);
    }

    private async Task<HoldOutcome> HoldAfterGrantAsync(HoldRequest request, Attempt attempt)
    {
        var started = time.GetTimestamp();
        try
        {
            while (attempt.Sequence != Slices.Unavailable && time.GetElapsedTime(started) < options.GrantWait)
            {
                await queue.WaitAsync(attempt.Sequence);
                attempt = escrow.TryHold(in request);
                if (attempt.Step != HoldStep.MustWait)
                {
                    return new HoldOutcome(attempt.Hold, attempt.Refusal);
                }
            }
        }
        catch (LedgerStoreException)
        {
            // The refusal below says it.
        }

        return new HoldOutcome(null, escrow.Unavailable(request.Book, request.Mode));
    }
}
