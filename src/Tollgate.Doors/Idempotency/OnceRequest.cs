using Microsoft.AspNetCore.Http;
using Tollgate.Metering.Customers;

namespace Tollgate.Doors.Idempotency;

/// <summary>A request that carries an idempotency key.</summary>
/// <param name="Context">Its HTTP context; nothing of its reply has been written.</param>
/// <param name="Scope">Whose key it is: the API key's id value, or that of management.</param>
/// <param name="Body">Its body, whole.</param>
public sealed record OnceRequest(HttpContext Context, UInt128 Scope, ReadOnlyMemory<byte> Body)
{
    /// <summary>True for a request whose effects carry no claim of their own: its claim is made durable before it runs. False for a metered
    /// call, whose claim rides on its hold.</summary>
    public bool ClaimsFirst { get; init; }

    /// <summary>What becomes of it when an earlier one ended without a known outcome.</summary>
    public UnknownOutcome Unknown { get; init; }
}
