using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>A hold that outlives the commit it was first written in.</summary>
public readonly record struct OpenHold(
    UInt128 Id, long AtMs, long DeadlineMs, long Amount, TransferAccounts Accounts, bool Dispatched, CallRecord? Call);

/// <summary>A row of the transfer book: what a hold came to. Its kind is one of Settle, Suspend, Resolve, LostSlice.</summary>
/// <param name="Id">The hold's id; a resolution has its suspense's id and its own kind.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Amount">Posted (settle, resolve) or put in suspense (suspend, lost slice).</param>
/// <param name="Held">The hold's amount, or on resolve the suspense that ended.</param>
/// <param name="Variance">Booked to the variance account.</param>
/// <param name="Accounts">Who was charged; for a lost slice only one is set.</param>
public readonly record struct Transfer(
    UInt128 Id, EntryKind Kind, long AtMs, long Amount, long Held, long Variance, TransferAccounts Accounts);

/// <summary>What one group commit changes in the store, all or nothing. Lists are reused between commits: read, do not keep.</summary>
public sealed class CommitBatch
{
    /// <summary>Sequence of the last entry in here; the journal up to it is then spent.</summary>
    public long Sequence { get; set; }

    /// <summary>True for the last commit of an orderly stop: no slice is out.</summary>
    public bool Clean { get; set; }

    public List<(int Ordinal, AccountIdentity Identity)> OpenedAccounts { get; } = [];

    /// <summary>Each changed account once, ascending by ordinal.</summary>
    public List<AccountBalance> Balances { get; } = [];

    public List<OpenHold> OpenedHolds { get; } = [];

    /// <summary>Holds already stored that have been sent since.</summary>
    public List<UInt128> DispatchedHolds { get; } = [];

    /// <summary>Holds already stored whose amount or provider has changed since, as they stand now; the call is set where it changed.</summary>
    public List<OpenHold> ResizedHolds { get; } = [];

    /// <summary>Holds already stored that have ended.</summary>
    public List<UInt128> EndedHolds { get; } = [];

    public List<Transfer> Transfers { get; } = [];

    public List<CallRecord> Calls { get; } = [];

    /// <summary>Events; one whose <see cref="WorkspaceEvent.Once"/> is there already is left out.</summary>
    public List<WorkspaceEvent> Events { get; } = [];

    /// <summary>Changes of the kept claims, to be made in this order.</summary>
    public List<ClaimChange> Claims { get; } = [];

    /// <summary>Rows of wallets, to be written in this order.</summary>
    public List<WalletChange> Wallets { get; } = [];

    /// <summary>Rows of payments, to be written in this order.</summary>
    public List<PaymentChange> Payments { get; } = [];

    /// <summary>Filled by the store: claims that were not put in, because another request's row has their key.</summary>
    public List<IdempotencyClaim> LostClaims { get; } = [];

    /// <summary>Empties the lists for the next commit.</summary>
    public void Clear()
    {
        Clean = false;
        OpenedAccounts.Clear();
        Balances.Clear();
        OpenedHolds.Clear();
        DispatchedHolds.Clear();
        ResizedHolds.Clear();
        EndedHolds.Clear();
        Transfers.Clear();
        Calls.Clear();
        Events.Clear();
        Claims.Clear();
        Wallets.Clear();
        Payments.Clear();
        LostClaims.Clear();
    }
}
