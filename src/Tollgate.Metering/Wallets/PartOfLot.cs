namespace Tollgate.Metering.Wallets;

/// <summary>What a reservation has of one lot, in memory.</summary>
internal readonly record struct PartOfLot(Lot Lot, long Tokens);
