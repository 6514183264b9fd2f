using Tollgate.Metering.Idempotency;

namespace Tollgate.Metering.Ledger;

/// <summary>The entries that tell of a hold's life.</summary>
internal static class HoldEntries
{
    /// <summary>It is taken.</summary>
    public static LedgerEntry Taken(Hold hold, bool dispatched, IdempotencyClaim? claim) => new()
    {
        Kind = EntryKind.Hold,
        Id = hold.Id,
        AtMs = hold.AtMs,
        DeadlineMs = hold.DeadlineMs,
        Amount = hold.Amount,
        Accounts = hold.Accounts,
        Dispatched = dispatched,
        Call = hold.Call,
        Claim = claim,
    };

    /// <summary>It gets another amount, and another provider where the call goes with it.</summary>
    public static LedgerEntry Resized(Hold hold, long amount, in TransferAccounts accounts, bool withCall) => new()
    {
        Kind = EntryKind.Resize,
        Id = hold.Id,
        Amount = amount,
        Accounts = accounts,
        Call = withCall ? hold.Call : null,
    };
}
