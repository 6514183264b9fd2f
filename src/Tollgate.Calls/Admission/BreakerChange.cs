using Tollgate.Inference.Health;

namespace Tollgate.Calls.Admission;

/// <summary>The breaker of a key opened after failures in a row, or closed since its provider answers again.</summary>
/// <param name="Tenant">Whose key.</param>
/// <param name="Provider">Name of the provider in the workspace.</param>
/// <param name="KeyHint">The key's last characters; empty for a short one.</param>
/// <param name="IsOpen">True when it opened.</param>
/// <param name="Health">As it stands now.</param>
public readonly record struct BreakerChange(
    Metering.Customers.Tenant Tenant, string Provider, string KeyHint, bool IsOpen, KeyHealthView Health);
