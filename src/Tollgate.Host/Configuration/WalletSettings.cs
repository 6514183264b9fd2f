namespace Tollgate.Host.Configuration;

/// <summary>What a wallet begins with, and what a token is worth.</summary>
internal sealed class WalletSettings
{
    /// <summary>Tokens of a new wallet.</summary>
    public long StartTokens { get; set; } = 100;

    /// <summary>Tokens for one US dollar.</summary>
    public long TokensPerUsd { get; set; } = 100;
}
