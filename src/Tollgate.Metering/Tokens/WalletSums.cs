namespace Tollgate.Metering.Tokens;

/// <summary>The accounts of one wallet, in tokens. What came in is what is there and what went out:
/// issued + purchased = balance + reserved + spent + expired + taken back.</summary>
/// <param name="Balance">What can be spent; below zero only after a take-back.</param>
/// <param name="Reserved">Set aside for calls that run.</param>
/// <param name="Issued">Granted so far.</param>
/// <param name="Purchased">Bought so far.</param>
/// <param name="Spent">Charged so far, less what was undone.</param>
/// <param name="Expired">Run out so far.</param>
/// <param name="TakenBack">Taken back so far, less what was given back.</param>
/// <param name="Last">Number of its newest transaction.</param>
public readonly record struct WalletSums(
    long Balance, long Reserved, long Issued, long Purchased, long Spent, long Expired, long TakenBack, long Last)
{
    /// <summary>True when what came in is what is there and what went out.</summary>
    public bool IsEven => (Int128)Issued + Purchased == (Int128)Balance + Reserved + Spent + Expired + TakenBack;
}
