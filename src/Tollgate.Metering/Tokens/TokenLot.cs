namespace Tollgate.Metering.Tokens;

/// <summary>Tokens that came in together, as they stand.</summary>
/// <param name="Number">Number of the transaction that brought them.</param>
/// <param name="Id">Id of the move that brought them.</param>
/// <param name="Kind">Grant, purchase or give-back.</param>
/// <param name="Tokens">How many they were.</param>
/// <param name="Remaining">What of them can be spent.</param>
/// <param name="Reserved">What of them is set aside for calls that run.</param>
/// <param name="ExpiresAtMs">When what remains runs out, Unix milliseconds; null for never.</param>
/// <param name="AtMs">When they came, Unix milliseconds.</param>
public readonly record struct TokenLot(
    long Number, UInt128 Id, TransactionKind Kind, long Tokens, long Remaining, long Reserved, long? ExpiresAtMs, long AtMs);
