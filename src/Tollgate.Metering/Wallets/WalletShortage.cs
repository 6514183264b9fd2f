namespace Tollgate.Metering.Wallets;

/// <summary>The wallet does not cover the price.</summary>
/// <param name="Cost">The price, tokens.</param>
/// <param name="Balance">What can be spent, tokens; may be below zero.</param>
public sealed record WalletShortage(long Cost, long Balance)
{
    public long Shortfall => Cost - Balance;
}
