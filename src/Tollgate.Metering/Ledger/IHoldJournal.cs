namespace Tollgate.Metering.Ledger;

/// <summary>An entry as it was journaled.</summary>
public readonly record struct JournaledEntry(long Sequence, LedgerEntry Entry);

/// <summary>Port to the hold journal: entries of kinds other than Grant, Log, Answer, Event, Claim and Wallet, written before the step they tell of goes on, without a
/// flush. It survives the process, not the machine. It is a ring: only the tail that is not yet committed is kept.</summary>
public interface IHoldJournal : IDisposable
{
    /// <summary>False when this journal was written before the machine last started: its tail may be missing.</summary>
    bool SameBoot { get; }

    /// <summary>Writes one entry; false when the ring has no room until a commit. Called by one thread at a time, sequences ascending.</summary>
    bool TryAppend(long sequence, in LedgerEntry entry);

    /// <summary>Frees everything up to the sequence.</summary>
    void Committed(long sequence);

    /// <summary>The valid entries after the sequence, in order, ending at the first damaged or missing one.</summary>
    IReadOnlyList<JournaledEntry> ReadAfter(long sequence);
}
