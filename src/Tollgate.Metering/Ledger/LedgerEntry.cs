using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>What happened; the order of entries is the order of the books.</summary>
public enum EntryKind : byte
{
    /// <summary>An account comes to be.</summary>
    OpenAccount = 1,

    /// <summary>The watermark of an account is set: a slice granted or handed back.</summary>
    Grant = 2,

    /// <summary>A call takes a hold on its accounts.</summary>
    Hold = 3,

    /// <summary>A hold that was committed first is about to be sent.</summary>
    Dispatch = 4,

    /// <summary>A hold ends with what the call really cost.</summary>
    Settle = 5,

    /// <summary>A hold ends and nothing is charged.</summary>
    Release = 6,

    /// <summary>A hold ends with unknown outcome: its amount goes to suspense.</summary>
    Suspend = 7,

    /// <summary>Suspense is resolved: <see cref="LedgerEntry.Actual"/> of it is posted, the rest freed.</summary>
    Resolve = 8,

    /// <summary>Nothing happened to money: a row of the call log alone (a refusal).</summary>
    Log = 9,

    /// <summary>After a lost machine: what of a slice is neither settled nor held goes to suspense as one sum.</summary>
    LostSlice = 10,

    /// <summary>An open hold gets another amount, and the provider that will be owed may be another.</summary>
    Resize = 11,

    /// <summary>A claimed request has ended: <see cref="LedgerEntry.Answer"/> is kept for its idempotency key. Not journaled.</summary>
    Answer = 12,

    /// <summary>A claimed request ended before it had any effect: its idempotency key is free again.</summary>
    Unclaim = 13,

    /// <summary>Something happened to a workspace that its owner may want to know. Not journaled.</summary>
    Event = 14,

    /// <summary>A request without a hold claims its idempotency key. Not journaled: it goes on only when this is durable.</summary>
    Claim = 15,

    /// <summary>Rows of a wallet, of a payment, or of both, and the claim that may stand with them. Not journaled, since nobody is answered before its
    /// commit; but for the reversal of a charge, of which the journal has whose (<see cref="LedgerEntry.Opened"/>), the call's id, and the number
    /// of the charge (<see cref="LedgerEntry.Amount"/>).</summary>
    Wallet = 16,
}

/// <summary>One step of the books. Which fields count follows from the kind.</summary>
public readonly record struct LedgerEntry
{
    public required EntryKind Kind { get; init; }

    /// <summary>Id of the hold and its transfer (the request's id value): made by the caller, so that a retry is a no-op.</summary>
    public UInt128 Id { get; init; }

    /// <summary>When it happened, Unix milliseconds.</summary>
    public long AtMs { get; init; }

    public TransferAccounts Accounts { get; init; }

    /// <summary>The hold's amount; on resize its new one.</summary>
    public long Amount { get; init; }

    /// <summary>What is posted on settle or resolve.</summary>
    public long Actual { get; init; }

    /// <summary>What is booked to the variance account on settle, beyond <see cref="Actual"/>.</summary>
    public long Variance { get; init; }

    /// <summary>When an open hold must have ended, Unix milliseconds.</summary>
    public long DeadlineMs { get; init; }

    /// <summary>True when the call goes out right after this hold was written, without waiting for its commit.</summary>
    public bool Dispatched { get; init; }

    /// <summary>The account that is opened, granted or lost a slice.</summary>
    public int Account { get; init; }

    /// <summary>New watermark on grant.</summary>
    public long Watermark { get; init; }

    /// <summary>Identity of an opened account.</summary>
    public AccountIdentity? Opened { get; init; }

    /// <summary>The call's log row: a draft with a hold, final with its end.</summary>
    public CallRecord? Call { get; init; }

    /// <summary>The claim on an idempotency key that becomes a row in the same commit.</summary>
    public IdempotencyClaim? Claim { get; init; }

    /// <summary>How a claimed request ended.</summary>
    public ClaimAnswer? Answer { get; init; }

    /// <summary>What happened, on event.</summary>
    public WorkspaceEvent? Event { get; init; }

    /// <summary>Rows of a wallet. They may ride on an entry of another kind, which is then not journaled: after a crash both are there or none.</summary>
    public WalletChange? Wallet { get; init; }

    /// <summary>Rows of a payment, on wallet.</summary>
    public PaymentChange? Payment { get; init; }
}
