using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>Tokens that come into a wallet or leave it other than by a call. Its id makes it happen once: a second one with the same id and
/// wallet changes nothing.</summary>
public sealed record WalletMove
{
    private WalletMove()
    {
    }

    public WalletId Wallet { get; private init; }

    public UInt128 Id { get; private init; }

    public TransactionKind Kind { get; private init; }

    public long Tokens { get; private init; }

    /// <summary>The lot that is taken back from, or that runs out: the id of the move that brought it.</summary>
    public UInt128? Lot { get; private init; }

    /// <summary>When what is left of a grant runs out, Unix milliseconds; null for never.</summary>
    public long? ExpiresAtMs { get; private init; }

    public string? Reason { get; private init; }

    /// <summary>Tokens given.</summary>
    public static WalletMove Grant(WalletId wallet, UInt128 id, long tokens, string? reason, long? expiresAtMs = null) =>
        new() { Wallet = wallet, Id = id, Kind = TransactionKind.Grant, Tokens = Positive(tokens), Reason = reason, ExpiresAtMs = expiresAtMs };

    /// <summary>Tokens bought. They do not run out.</summary>
    public static WalletMove Credit(WalletId wallet, UInt128 id, long tokens, string? reason) =>
        new() { Wallet = wallet, Id = id, Kind = TransactionKind.Purchase, Tokens = Positive(tokens), Reason = reason };

    /// <summary>A card refund or dispute of the purchase <paramref name="lot"/>: from what is left of it, then from other lots, then below zero.</summary>
    public static WalletMove TakeBack(WalletId wallet, UInt128 id, UInt128 lot, long tokens, string? reason) =>
        new() { Wallet = wallet, Id = id, Kind = TransactionKind.TakeBack, Tokens = Positive(tokens), Lot = lot, Reason = reason };

    /// <summary>A dispute was won: tokens taken back come again.</summary>
    public static WalletMove GiveBack(WalletId wallet, UInt128 id, long tokens, string? reason) =>
        new() { Wallet = wallet, Id = id, Kind = TransactionKind.GiveBack, Tokens = Positive(tokens), Reason = reason };

    /// <summary>What remains of a lot runs out now; what calls have reserved of it follows if they give it back.</summary>
    public static WalletMove Expire(WalletId wallet, UInt128 id, UInt128 lot, string? reason) =>
        new() { Wallet = wallet, Id = id, Kind = TransactionKind.Expire, Lot = lot, Reason = reason };

    private static long Positive(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        return tokens;
    }
}
