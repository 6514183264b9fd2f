namespace Tollgate.Metering.Tokens;

/// <summary>What a reservation has of one lot.</summary>
/// <param name="Lot">The lot's number.</param>
/// <param name="Tokens">How many tokens of it.</param>
public readonly record struct LotPart(long Lot, long Tokens);
