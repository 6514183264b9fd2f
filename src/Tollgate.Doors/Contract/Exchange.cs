using Microsoft.AspNetCore.Http;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Limits;

namespace Tollgate.Doors.Contract;

/// <summary>What is known of one request and its reply while it runs. Kept as a feature of the HTTP context.</summary>
public sealed class Exchange(Id<RequestKind> requestId)
{
    public Id<RequestKind> RequestId { get; } = requestId;

    /// <summary>The id as on the wire.</summary>
    public string RequestIdText { get; } = requestId.ToString();

    /// <summary>The caller, once recognised.</summary>
    public TenantKey? Key { get; set; }

    /// <summary>What the limiter said; null while it was not asked or the limit is off.</summary>
    public RateDecision? Rate { get; set; }

    /// <summary>True when the reply says what the gateway adds under the names of TokenSense too.</summary>
    public bool ForTokenSense { get; set; }

    /// <summary>The exchange of a request.</summary>
    public static Exchange Of(HttpContext context) =>
        context.Features.Get<Exchange>() ?? throw new InvalidOperationException("the request frame stands outside everything");
}
