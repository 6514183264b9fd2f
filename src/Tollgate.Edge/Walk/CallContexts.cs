using Tollgate.Calls.Admission;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;

namespace Tollgate.Edge.Walk;

/// <summary>What is known of a call before its body is read.</summary>
internal static class CallContexts
{
    public static CallContext Of(in PostRequest request, string route, TimeProvider time, FitHeaders fit)
    {
        var exchange = Exchange.Of(request.Context);
        return new CallContext
        {
            Key = request.Key,
            RequestId = exchange.RequestId,
            Route = route,
            AtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            StartedTimestamp = time.GetTimestamp(),
            Headers = AttributionHeaders.Read(request.Context.Request.Headers),
            Claim = request.Claim,
            Wait = fit.Wait,
            Clamp = fit.Clamp,
            Left = request.Context.RequestAborted,
        };
    }
}
