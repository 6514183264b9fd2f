using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Policies;

/// <summary>What became of one policy when a call was held against it.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Met">True when it met the call; then it decides, and none after it is looked at.</param>
/// <param name="Conditions">Of one that met the call, all that it names; of another, the first that did not hold.</param>
public sealed record PolicyVerdict(RoutingPolicy Policy, bool Met, IReadOnlyList<ConditionFound> Conditions);

/// <summary>A condition beside what the call has, as text for people.</summary>
/// <param name="Name">As in the policy's <c>match</c>; <c>enabled</c> for one that is switched off.</param>
/// <param name="Wants">What the policy wants.</param>
/// <param name="Found">What the call has; null for nothing.</param>
public sealed record ConditionFound(string Name, string Wants, string? Found);
