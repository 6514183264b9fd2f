using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Tokens;

/// <summary>A row of a wallet's history.</summary>
public sealed record TokenTransaction
{
    /// <summary>Its number in its wallet, from 1 without a gap: the cursor of lists.</summary>
    public required long Number { get; init; }

    public required TransactionKind Kind { get; init; }

    /// <summary>What it belongs to: the request of a reservation (its reserve, commit, refund and reversal have the same), the move, or the lot that
    /// ran out.</summary>
    public required UInt128 Id { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>How many tokens moved, never below zero: the kind says from where to where.</summary>
    public required long Tokens { get; init; }

    /// <summary>What could be spent right after it.</summary>
    public required long Balance { get; init; }

    /// <summary>What was set aside right after it.</summary>
    public required long Reserved { get; init; }

    /// <summary>Id of the lot that a take-back or an expiry was meant for; null otherwise.</summary>
    public UInt128? Lot { get; init; }

    /// <summary>The tool's server, of what belongs to a reservation.</summary>
    public string? Server { get; init; }

    public string? Tool { get; init; }

    public Id<KeyKind>? Key { get; init; }

    /// <summary>Why, in a few words; null when there is nothing to say.</summary>
    public string? Reason { get; init; }
}
