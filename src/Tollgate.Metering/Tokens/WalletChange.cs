using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Tokens;

/// <summary>Rows of one wallet that change together. All are absolute, as they stand after it: applied twice, nothing changes.</summary>
public sealed record WalletChange
{
    public required WalletId Wallet { get; init; }

    public required WalletSums Sums { get; init; }

    public IReadOnlyList<TokenLot> Lots { get; init; } = [];

    public IReadOnlyList<TokenTransaction> Transactions { get; init; } = [];

    /// <summary>Reservations that came to be.</summary>
    public IReadOnlyList<OpenReservation> Opened { get; init; } = [];

    /// <summary>Reservations that have ended.</summary>
    public IReadOnlyList<UInt128> Ended { get; init; } = [];
}
