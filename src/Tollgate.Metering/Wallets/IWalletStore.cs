using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>A wallet as the store has it.</summary>
/// <param name="Sums">Its accounts.</param>
/// <param name="Lots">Lots of which something remains or is reserved.</param>
/// <param name="Open">Its open reservations.</param>
public sealed record WalletSnapshot(WalletSums Sums, IReadOnlyList<TokenLot> Lots, IReadOnlyList<OpenReservation> Open);

/// <summary>Port to the stored wallets. They are written with the ledger's commits; here they are read.</summary>
public interface IWalletStore
{
    /// <summary>The wallet, or null when it never was.</summary>
    WalletSnapshot? Load(WalletId wallet);

    /// <summary>True when a move of that id was made on the wallet.</summary>
    bool HasMove(WalletId wallet, UInt128 id);

    /// <summary>Wallets with a reservation that has not ended.</summary>
    IReadOnlyList<WalletId> WithOpenReservations();

    /// <summary>Wallets with a lot that has run out by the moment given and of which something remains.</summary>
    IReadOnlyList<WalletId> WithLotsExpiredBy(long nowMs);

    /// <summary>Transactions, newest first, at most <paramref name="limit"/>; those before a number when it is given.</summary>
    IReadOnlyList<TokenTransaction> Transactions(WalletId wallet, TransactionFilter filter, long? before, int limit);
}
