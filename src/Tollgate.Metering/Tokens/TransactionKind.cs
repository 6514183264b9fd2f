namespace Tollgate.Metering.Tokens;

/// <summary>What moved tokens. Each moves them between the wallet's balance and one other account of it, so that all accounts sum to zero.</summary>
public enum TransactionKind : byte
{
    /// <summary>Given: issued -> balance.</summary>
    Grant = 1,

    /// <summary>Bought: purchased -> balance.</summary>
    Purchase = 2,

    /// <summary>Set aside for a call: balance -> reserved.</summary>
    Reserve = 3,

    /// <summary>The call is charged: reserved -> spent.</summary>
    Commit = 4,

    /// <summary>The call came to nothing: reserved -> balance.</summary>
    Refund = 5,

    /// <summary>A charge that nobody was told of is undone: spent -> balance.</summary>
    Reversal = 6,

    /// <summary>Time ran out: balance -> expired.</summary>
    Expire = 7,

    /// <summary>A card refund or dispute: balance -> taken back. The only one that may take a balance below zero.</summary>
    TakeBack = 8,

    /// <summary>A dispute was won: taken back -> balance.</summary>
    GiveBack = 9,
}
