using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Forms;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;

namespace Tollgate.Doors.Idempotency;

/// <summary>A POST that may go on: its key let in, its body read.</summary>
/// <param name="Context">Its HTTP context.</param>
/// <param name="Key">Whose it is.</param>
/// <param name="Body">Its body, whole; not to be kept beyond the request.</param>
/// <param name="Claim">The right to run under its idempotency key, to be handed to the call; null when it has none.</param>
public readonly record struct PostRequest(HttpContext Context, TenantKey Key, PooledBuffer Body, ClaimTicket? Claim)
{
    /// <summary>Its body where it is a form, which is not held whole: then <see cref="Body"/> is empty. Null for all others.</summary>
    public UploadForm? Form { get; init; }
}
