namespace Tollgate.Metering.Idempotency;

/// <summary>Scopes that are no API key.</summary>
public static class ClaimScopes
{
    /// <summary>All of the management API: whoever has the admin token. No id has this value, since ids carry their time first.</summary>
    public static UInt128 Management { get; } = UInt128.MaxValue;
}
