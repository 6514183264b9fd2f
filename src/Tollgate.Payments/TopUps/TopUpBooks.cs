using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;

namespace Tollgate.Payments.TopUps;

/// <summary>What top-ups need of the books.</summary>
internal sealed record TopUpBooks
{
    /// <summary>Writes rows and the move with them, in one commit; durable when it completes, or LedgerStoreException.</summary>
    public required Func<WalletMove?, PaymentChange, ValueTask> Commit { get; init; }

    /// <summary>Completes when all that was written before is durable, or LedgerStoreException.</summary>
    public required Func<ValueTask> Flush { get; init; }

    /// <summary>What a wallet can spend now, tokens.</summary>
    public required Func<WalletId, long> Balance { get; init; }

    /// <summary>The rows.</summary>
    public required IPaymentStore Stored { get; init; }
}
