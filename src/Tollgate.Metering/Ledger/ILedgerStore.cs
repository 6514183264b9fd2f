namespace Tollgate.Metering.Ledger;

/// <summary>What a ledger starts from.</summary>
/// <param name="CommittedSequence">Sequence of the last committed entry.</param>
/// <param name="LastOrdinal">Highest account ordinal in the store.</param>
/// <param name="Clean">True when the last commit was that of an orderly stop.</param>
/// <param name="Accounts">Accounts whose window ends after the moment given or after the last commit (a journal's tail may name them), and all
/// that an open hold or unresolved suspense names.</param>
/// <param name="OpenHolds">Holds that were open at the last commit.</param>
/// <param name="Suspended">Suspense that is not yet resolved, as the transfers that made it.</param>
public sealed record LedgerSnapshot(
    long CommittedSequence,
    int LastOrdinal,
    bool Clean,
    IReadOnlyList<(AccountIdentity Identity, AccountBalance Balance)> Accounts,
    IReadOnlyList<OpenHold> OpenHolds,
    IReadOnlyList<Transfer> Suspended);

/// <summary>What an audit of the books found; an empty list of findings means that every invariant holds.</summary>
public sealed record LedgerReport(long Accounts, long Transfers, long PostingsSum, IReadOnlyList<string> Findings);

/// <summary>The store could not write or read; nothing of the batch may be taken as durable.</summary>
public sealed class LedgerStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Port to the durable books. One writer calls it; reads may come from any thread.</summary>
public interface ILedgerStore
{
    /// <summary>Reads what a ledger starts from. A store that failed before is reopened by this.</summary>
    LedgerSnapshot Load(long nowMs);

    /// <summary>Makes the batch durable (flushed to disk) or throws and has changed nothing.</summary>
    /// <exception cref="LedgerStoreException">the write or its flush failed; the store refuses more until <see cref="Load"/>.</exception>
    void Commit(CommitBatch batch);

    /// <summary>Checks every invariant that can be seen in the store.</summary>
    LedgerReport Verify();
}
