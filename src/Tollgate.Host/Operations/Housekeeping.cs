using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Host.Operations;

/// <summary>What is done every few minutes so that neither memory nor store fills with what nobody needs any more.</summary>
internal static class Housekeeping
{
    /// <summary>Most events that are kept of each workspace.</summary>
    public const int MostEvents = 10_000;

    // With each batch a short transaction of its own: what one round leaves, the next one takes.
    private const int MostBatches = 1_000;

    /// <summary>How long an event is kept.</summary>
    public static readonly TimeSpan EventsKept = TimeSpan.FromDays(90);

    public static void Run(Installation installation, TimeProvider time, ILogger logger)
    {
        installation.Meter.ForgetEndedWindows();
        if (installation.Meter.ResolveSuspense() is var count and > 0)
        {
            logger.Resolved(count);
        }

        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        try
        {
            _ = installation.Customers.ForgetEndedChildren();
            installation.Meter.Wallets.Sweep();
            installation.Storage.Events.Forget(nowMs - (long)EventsKept.TotalMilliseconds, MostEvents);
            var batches = 0;
            while (installation.Storage.Claims.RemoveBefore(StoredClaim.KeptFrom(nowMs)) > 0 && ++batches < MostBatches)
            {
            }
        }
        catch (LedgerStoreException)
        {
            // The store does not write now, which the books have told already. The next round does it.
        }
    }
}
