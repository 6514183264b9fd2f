using Microsoft.AspNetCore.Http;

namespace Tollgate.Doors.Contract;

/// <summary>Clients made for TokenSense find what the gateway adds to replies under the names that they look for, beside its own.</summary>
public static class TokenSenseNames
{
    /// <summary>Where such clients put their key: that alone tells them.</summary>
    public const string KeyHeader = "x-tokensense-key";

    /// <summary>The beginning of every header for them.</summary>
    public const string Headers = "x-tokensense-";

    internal const string RequestId = "x-tokensense-request-id";
    internal const string Model = "x-tokensense-model";

    private const string Cost = "x-tokensense-cost";
    private const string Source = "n8n-nodes-tokensense";

    /// <summary>True when the reply is to carry them.</summary>
    public static bool AreAsked(HttpContext context) => Exchange.Of(context).ForTokenSense;

    /// <summary>Notes that the caller is such a client; its replies carry their id under that name too.</summary>
    public static void Ask(HttpContext context)
    {
        var exchange = Exchange.Of(context);
        exchange.ForTokenSense = true;
        context.Response.Headers[RequestId] = exchange.RequestIdText;
    }

    /// <summary>The same where the request's attribution says it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">What it says of its client; null for nothing.</param>
    public static void AskBy(HttpContext context, string? source)
    {
        if (source?.StartsWith(Source, StringComparison.Ordinal) == true)
        {
            Ask(context);
        }
    }

    /// <summary>The headers of a call, where they are asked for.</summary>
    /// <param name="context">Its reply has not begun.</param>
    /// <param name="model">That answered.</param>
    /// <param name="cost">USD; null while it is not known.</param>
    public static void Write(HttpContext context, string? model, string? cost)
    {
        if (!AreAsked(context))
        {
            return;
        }

        context.Response.Headers[Model] = model;
        if (cost is not null)
        {
            context.Response.Headers[Cost] = cost;
        }
    }
}
