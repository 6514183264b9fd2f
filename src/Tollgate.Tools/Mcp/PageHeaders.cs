using Microsoft.AspNetCore.Http;

namespace Tollgate.Tools.Mcp;

/// <summary>What browsers must be told before scripts of another page may send a message and read its answer (CORS).</summary>
internal static class PageHeaders
{
    /// <summary>Lets the page read the reply.</summary>
    public static void Allow(HttpResponse response, string origin)
    {
        var headers = response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        headers.AccessControlExposeHeaders = $"{McpNames.SessionId}, X-Tollgate-Request-Id, Retry-After, WWW-Authenticate";
    }

    /// <summary>Answers a browser that asks beforehand what may be sent.</summary>
    public static void Answer(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
