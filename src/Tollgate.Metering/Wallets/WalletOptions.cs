namespace Tollgate.Metering.Wallets;

/// <summary>Where wallets are kept, and their settings with their defaults.</summary>
public sealed record WalletOptions
{
    public required IWalletStore Store { get; init; }

    /// <summary>What a new wallet begins with, tokens.</summary>
    public long StartTokens { get; init; } = 100;

    /// <summary>How many tokens one US dollar buys.</summary>
    public long TokensPerUsd { get; init; } = 100;
}
