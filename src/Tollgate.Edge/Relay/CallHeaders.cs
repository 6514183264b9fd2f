using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Relay;

/// <summary>The reply headers that say what a call was and, where it is known before the first byte, what it cost.</summary>
internal static class CallHeaders
{
    /// <param name="context">Its reply has not begun.</param>
    /// <param name="call">The call.</param>
    /// <param name="withCost">True once it is settled.</param>
    /// <param name="warnings">What was left out or changed on its way to the provider.</param>
    public static void Write(HttpContext context, MeteredCall call, bool withCost, IReadOnlyList<string> warnings)
    {
        WritePlace(context, call.Record, withCost ? call.Cost : null, Warning(call.Warning, warnings));
        WriteAttempts(context.Response, call);
    }

    /// <summary>Where the call went, what it cost where that is known, and what it was warned of.</summary>
    public static void WritePlace(HttpContext context, CallRecord call, NanoUsd? cost, string? warning)
    {
        var headers = context.Response.Headers;
        var model = Clean(call.ModelUsed);
        var usd = cost?.ToString();
        headers["X-Tollgate-Model"] = model;
        headers["X-Tollgate-Provider"] = Clean(call.Provider);
        if (usd is not null)
        {
            headers["X-Tollgate-Cost-Usd"] = usd;
        }

        TokenSenseNames.Write(context, model, usd);
        if (warning is not null)
        {
            headers["X-Tollgate-Warning"] = warning;
        }
    }

    /// <summary>What else the block of a JSON reply would say, for callers who are shown none.</summary>
    public static void WriteFacts(HttpResponse response, CallRecord call)
    {
        var usage = call.Usage;
        response.Headers["X-Tollgate-Latency-Ms"] = (call.LatencyUs / 1_000).ToString(CultureInfo.InvariantCulture);
        response.Headers["X-Tollgate-Tokens"] = string.Create(
            CultureInfo.InvariantCulture,
            $"prompt={usage.InputTokens}, completion={usage.OutputTokens}, total={usage.TotalTokens}, cached={usage.CachedInputTokens}, reasoning={usage.ReasoningTokens}");
    }

    /// <summary>How often the call went out, where that was more than once. Nothing once the reply has begun.</summary>
    public static void WriteAttempts(HttpResponse response, MeteredCall call)
    {
        if (call.Attempts > 1 && !response.HasStarted)
        {
            response.Headers["X-Tollgate-Attempts"] = call.Attempts.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string? Warning(string? warning, IReadOnlyList<string> others) =>
        others.Count == 0 ? warning : warning is null ? string.Join(", ", others) : $"{warning}, {string.Join(", ", others)}";

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
