using Tollgate.Calls.Errors;
using Tollgate.Calls.Policies;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Trials;

/// <summary>What a supposed call would meet.</summary>
/// <param name="Policy">The policy that decides; null when none meets it.</param>
/// <param name="Verdicts">What became of each policy up to that one; empty when the call is refused before they are asked.</param>
/// <param name="Targets">Where it would go, in the order of the attempts; empty when it is refused before that.</param>
/// <param name="Refusal">What it would be refused with before anything is sent; null when it would go out. Where a split decides, null as long as
/// one of its models would go out.</param>
public sealed record TrialReport(
    RoutingPolicy? Policy, IReadOnlyList<PolicyVerdict> Verdicts, IReadOnlyList<TrialTarget> Targets, Refusal? Refusal);

/// <summary>One place that the call may go to.</summary>
/// <param name="Attempt">1 for the first attempt, more for those after a failure.</param>
/// <param name="Asked">The model's name as the caller or the policy wrote it.</param>
public sealed record TrialTarget(int Attempt, string Asked)
{
    /// <summary>Its weight of the sum of all in a split; null outside of one.</summary>
    public (long Weight, long Sum)? Share { get; init; }

    /// <summary>Null where the name means no model that can be called.</summary>
    public string? Provider { get; init; }

    public string? Model { get; init; }

    /// <summary>Output limit of each choice that stands in the request as it goes out; null for none.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The most that the call can cost here; null where no price is known.</summary>
    public NanoUsd? Bound { get; init; }

    /// <summary>Why it would not be sent here; null when it would.</summary>
    public Refusal? Refusal { get; init; }
}
