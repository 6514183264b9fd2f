using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>Where holds are asked for and resized: at once while the granted slices last, else after the commit of a grant, else, for those who
/// wait, when their turn comes.</summary>
internal sealed class HoldDesk(Escrow escrow, EntryQueue queue, TimeProvider time, LedgerOptions options)
{
    public ValueTask<HoldOutcome> HoldAsync(in HoldRequest request, CancellationToken cancelled)
    {
        var attempt = escrow.TryHold(in request, Turn(request.Wait));
        return IsDecided(in attempt, request.Wait)
            ? new ValueTask<HoldOutcome>(new HoldOutcome(attempt.Hold, attempt.Refusal))
            : new ValueTask<HoldOutcome>(HoldLaterAsync(request, attempt, cancelled));
    }

    public ValueTask<HoldRefusal?> ResizeAsync(Hold hold, long amount, string provider, TimeSpan wait, CancellationToken cancelled)
    {
        var attempt = escrow.TryResize(hold, amount, provider, time.GetUtcNow().ToUnixTimeMilliseconds(), Turn(wait));
        return IsDecided(in attempt, wait) && attempt.Sequence == 0
            ? new ValueTask<HoldRefusal?>(attempt.Refusal)
            : new ValueTask<HoldRefusal?>(ResizeLaterAsync(new RoomWaiter(hold, amount, provider, Deadline(wait)), attempt, wait, cancelled));
    }

    private static long Turn(TimeSpan wait) => wait > TimeSpan.Zero ? RoomWaiter.Newcomer : 0;

    private static bool IsDecided(in Attempt attempt, TimeSpan wait) =>
        attempt.Step == HoldStep.Taken || (attempt.Step == HoldStep.Refused && !(wait > TimeSpan.Zero && attempt.MayWait));

    private async Task<HoldOutcome> HoldLaterAsync(HoldRequest request, Attempt attempt, CancellationToken cancelled)
    {
        attempt = await GoOnAsync(new RoomWaiter(in request, Deadline(request.Wait)), request.Mode, attempt, cancelled);
        return new HoldOutcome(attempt.Hold, attempt.Refusal);
    }

    private async Task<HoldRefusal?> ResizeLaterAsync(RoomWaiter waiter, Attempt attempt, TimeSpan wait, CancellationToken cancelled)
    {
        var mode = waiter.Growing!.Call.Mode;
        if (!IsDecided(in attempt, wait))
        {
            attempt = await GoOnAsync(waiter, mode, attempt, cancelled);
        }

        // A strict hold's growth counts only once it is durable. Should the store fail, the books have it and make it durable later.
        return attempt.Step == HoldStep.Taken && !await IsCommittedAsync(attempt.Sequence)
            ? escrow.Unavailable(waiter.Book, mode)
            : attempt.Refusal;
    }

    // Tries until there is a hold or a last refusal. Waits for commits here and for room in line.
    private async Task<Attempt> GoOnAsync(RoomWaiter waiter, KeyMode mode, Attempt attempt, CancellationToken cancelled)
    {
        var room = escrow.RoomFor(waiter.Book);
        using var leaving = cancelled.UnsafeRegister(
            static state =>
            {
                var (room, waiter) = ((WaitingRoom, RoomWaiter))state!;
                room.Leave(waiter);
            },
            (room, waiter));
        waiter.Refusal = attempt.Refusal;
        var forGrants = TimeSpan.Zero;
        do
        {
            if (attempt.Step == HoldStep.MustWait)
            {
                var started = time.GetTimestamp();
                if (attempt.Sequence == Slices.Unavailable || forGrants >= options.GrantWait || !await IsCommittedAsync(attempt.Sequence))
                {
                    room.Leave(waiter);
                    return new Attempt(HoldStep.Refused, Refusal: escrow.Unavailable(waiter.Book, mode));
                }

                forGrants += time.GetElapsedTime(started);
            }

            attempt = await room.ServeAsync(waiter);
        }
        while (attempt.Step == HoldStep.MustWait);

        return attempt.Step == HoldStep.Refused && attempt.Refusal is null
            ? attempt with { Refusal = escrow.Queued(waiter.Book, mode) }
            : attempt;
    }

    private async ValueTask<bool> IsCommittedAsync(long sequence)
    {
        try
        {
            await queue.WaitAsync(sequence);
            return true;
        }
        catch (LedgerStoreException)
        {
            return false;
        }
    }

    private long Deadline(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
}
