namespace Tollgate.Metering.Ledger;

/// <summary>Why there is no hold.</summary>
public enum HoldRefusalReason
{
    /// <summary>A budget does not cover the amount.</summary>
    Budget,

    /// <summary>The store does not write, or the journal or queue has no room.</summary>
    StoreUnavailable,

    /// <summary>An invariant broke on an account: it takes no holds until a person has looked.</summary>
    Frozen,

    /// <summary>The hold that was to be resized had ended meanwhile.</summary>
    Ended,
}

/// <summary>A refused hold; numbers as they stood at the decision.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Scope">Which account said no.</param>
/// <param name="Owner">Value of the id of the key, project or workspace.</param>
/// <param name="Status">Its budget.</param>
/// <param name="OnlyHoldsInTheWay">True when the amount would fit if all open holds were released: a retry may succeed.</param>
public sealed record HoldRefusal(
    HoldRefusalReason Reason, AccountScope Scope, UInt128 Owner, BudgetStatus Status, bool OnlyHoldsInTheWay)
{
    /// <summary>The budget that would not cover the amount even if nothing were held; null where holds stand in the way.</summary>
    internal Seat? Exhausted { get; init; }
}

/// <summary>Exactly one of the two is set.</summary>
public readonly record struct HoldOutcome(Hold? Hold, HoldRefusal? Refusal);
