using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;

namespace Tollgate.Edge.Relay;

/// <summary>The reply headers that say what a call was and, where it is known before the first byte, what it cost.</summary>
internal static class CallHeaders
{
    public static void Write(HttpResponse response, MeteredCall call, bool withCost)
    {
        var headers = response.Headers;
        headers["X-Tollgate-Model"] = Clean(call.Record.ModelUsed);
        headers["X-Tollgate-Provider"] = Clean(call.Record.Provider);
        if (withCost && call.Cost is { } cost)
        {
            headers["X-Tollgate-Cost-Usd"] = cost.ToString();
        }

        WriteAttempts(response, call);
        if (call.Warning is { } warning)
        {
            headers["X-Tollgate-Warning"] = warning;
        }
    }

    /// <summary>How often the call went out, where that was more than once. Nothing once the reply has begun.</summary>
    public static void WriteAttempts(HttpResponse response, MeteredCall call)
    {
        if (call.Attempts > 1 && !response.HasStarted)
        {
            response.Headers["X-Tollgate-Attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        }
    }

    // A model's name comes from the caller: nothing of it may end the header or fail to be one.
    private static string? Clean(string? value)
    {
        if (value is null)
        {
            return null;
        }

        foreach (var c in value)
        {
            if (c is < ' ' or > '~')
            {
                return string.Create(value.Length, value, static (span, text) =>
                {
                    for (var i = 0; i < span.Length; i++)
                    {
                        span[i] = text[i] is < ' ' or > '~' ? '?' : text[i];
                    }
                });
            }
        }

        return value;
    }
}
