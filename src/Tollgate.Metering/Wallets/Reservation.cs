using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>Tokens set aside for one call. It ends exactly once: committed or refunded.</summary>
public sealed class Reservation
{
    private readonly PartOfLot[] _parts;
    private int _ended;

    internal Reservation(WalletId wallet, OpenReservation row, PartOfLot[] parts)
    {
        Wallet = wallet;
        Row = row;
        _parts = parts;
    }

    public WalletId Wallet { get; }

    /// <summary>The request's id value.</summary>
    public UInt128 Id => Row.Id;

    /// <summary>How many tokens; the price at the time of the reservation.</summary>
    public long Tokens => Row.Tokens;

    public string Server => Row.Server;

    public string Tool => Row.Tool;

    /// <summary>True once it was committed or refunded.</summary>
    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    internal OpenReservation Row { get; }

    /// <summary>Number of the transaction that charged it; 0 while none has.</summary>
    internal long Charge { get; set; }

    /// <summary>The lots that its tokens are of.</summary>
    internal ReadOnlySpan<PartOfLot> Parts => _parts;

    /// <summary>True for the first caller only.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
