using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.Doors.Idempotency;

/// <summary>Ends a reply that has begun and cannot be finished, in a format without words for that.</summary>
public static class BrokenReplies
{
    /// <summary>The connection is cut, so that nobody takes the reply for a whole one, now or when its idempotency key comes again.</summary>
    public static void End(HttpContext context)
    {
        if (context.Features.Get<IHttpResponseBodyFeature>() is CapturedReply kept)
        {
            kept.Break();
        }
        else
        {
            context.Abort();
        }
    }
}
