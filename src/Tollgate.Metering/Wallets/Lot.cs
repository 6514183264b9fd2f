using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>Tokens that came in together, in memory. Its numbers change under the wallet's gate alone.</summary>
internal sealed class Lot(TokenLot row)
{
    public long Number { get; } = row.Number;

    public UInt128 Id { get; } = row.Id;

    public long Remaining { get; set; } = row.Remaining;

    public long Reserved { get; set; } = row.Reserved;

    /// <summary>True while it is among the rows of the change that is being made.</summary>
    public bool IsTouched { get; set; }

    /// <summary>When it runs out, Unix milliseconds.</summary>
    public long ExpiresAtMs { get; } = row.ExpiresAtMs ?? long.MaxValue;

    public TokenLot Row => row with { Remaining = Remaining, Reserved = Reserved };
}
