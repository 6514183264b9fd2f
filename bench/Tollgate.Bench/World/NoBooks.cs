using Tollgate.Metering.Ledger;

namespace Tollgate.Bench.World;

/// <summary>Books that forget at once: what is left is what the request path itself costs.</summary>
internal sealed class NoBooks : ILedgerStore, IHoldJournal
{
    public bool SameBoot => true;

    public LedgerSnapshot Load(long nowMs) => new(0, 0, true, [], [], []);

    public void Commit(CommitBatch batch)
    {
    }

    public LedgerReport Verify() => new(0, 0, 0, []);

    public bool TryAppend(long sequence, in LedgerEntry entry) => true;

    public void Committed(long sequence)
    {
    }

    public IReadOnlyList<JournaledEntry> ReadAfter(long sequence) => [];

    public void Dispose()
    {
    }
}
