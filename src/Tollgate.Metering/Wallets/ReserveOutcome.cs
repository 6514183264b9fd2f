namespace Tollgate.Metering.Wallets;

/// <summary>What a try to reserve came to: tokens, a shortage, or neither.</summary>
/// <param name="Reservation">What was set aside; it must be committed or refunded.</param>
/// <param name="Shortage">Why nothing was.</param>
public readonly record struct ReserveOutcome(Reservation? Reservation, WalletShortage? Shortage = null)
{
    /// <summary>True when the books take nothing at this time, or another request has the idempotency key
    /// (<see cref="Idempotency.IdempotencyClaim.Lost"/>): nothing was set aside and the tool must not run.</summary>
    public bool IsUnavailable => Reservation is null && Shortage is null;
}
