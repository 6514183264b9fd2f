namespace Tollgate.Metering.Wallets;

/// <summary>What a move came to, durable.</summary>
/// <param name="Duplicate">True when a move of that id was made before: nothing has changed.</param>
/// <param name="Balance">What could be spent right after, tokens.</param>
public readonly record struct MoveOutcome(bool Duplicate, long Balance);
