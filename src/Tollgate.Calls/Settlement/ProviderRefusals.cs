using System.Globalization;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Settlement;

/// <summary>Translates a provider's failures into the contract, once.</summary>
public static class ProviderRefusals
{
    /// <summary>A reply with a status that is no success.</summary>
    /// <param name="provider">Its name in the workspace.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="retryAfter">What the provider asked for.</param>
    /// <param name="message">The provider's own words, cleaned of ids and keys; null when there are none.</param>
    /// <param name="param">The field it named, if any.</param>
    public static Refusal FromStatus(string provider, int status, TimeSpan? retryAfter, string? message, string? param)
    {
        if (status is 400 or 422)
        {
            // What to do follows: the provider's words must have ended.
            var end = message is [.., '.' or '!' or '?'] ? "" : ".";
            return Refusal.Invalid(param, message is null ? $"{provider} refused the request." : $"{provider} refused the request: {message}{end}");
        }

        if (status == 413)
        {
            return new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, $"{provider} found the request too large.");
        }

        return new Refusal(ErrorCode.PROVIDER_ERROR, $"{provider} answered with status {status}.")
        {
            Extras = Extras(provider, status),
            Retryable = status is not (401 or 402 or 403 or 404),
            RetryAfterSeconds = retryAfter is { } wait ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, 86_400) : null,
        };
    }

    /// <summary>No usable reply.</summary>
    public static Refusal FromError(string provider, ProviderError error)
    {
        if (error.Kind is ProviderErrorKind.FirstByteTimeout or ProviderErrorKind.Timeout)
        {
            return new Refusal(ErrorCode.PROVIDER_TIMEOUT, $"{provider} took too long.")
            {
                Extras = new Dictionary<string, object?>
                {
                    ["provider"] = provider,
                    ["timeout_seconds"] = Seconds(error.Limit),
                },
            };
        }

        return new Refusal(ErrorCode.PROVIDER_ERROR, error.Kind == ProviderErrorKind.NotSent
            ? $"{provider} could not be reached."
            : $"The connection to {provider} broke.")
        {
            Extras = Extras(provider, null),
        };
    }

    /// <summary>Not tried: its breaker is open. The refusal is that of its last failure.</summary>
    public static Refusal OutOfOrder(string provider, in KeyHealthView health)
    {
        var retryIn = (int)Math.Clamp(Math.Ceiling(health.RetryIn.TotalSeconds), 1, 86_400);
        var what = string.Create(CultureInfo.InvariantCulture, $"{provider} failed {health.Failures} times in a row and rests ({health.Last}).");
        return health.Last is { IsTimeout: true } timeout
            ? new Refusal(ErrorCode.PROVIDER_TIMEOUT, what)
            {
                Extras = new Dictionary<string, object?> { ["provider"] = provider, ["timeout_seconds"] = Seconds(timeout.Limit) },
                RetryAfterSeconds = retryIn,
            }
            : new Refusal(ErrorCode.PROVIDER_ERROR, what) { Extras = Extras(provider, health.Last?.Status), RetryAfterSeconds = retryIn };
    }

    /// <summary>A reply that came whole and cannot be used.</summary>
    public static Refusal Unusable(string provider, int status, string what) =>
        new(ErrorCode.PROVIDER_ERROR, $"{provider} {what}.") { Extras = Extras(provider, status) };

    private static long? Seconds(TimeSpan? limit) => limit is { } time ? (long)time.TotalSeconds : null;

    private static Dictionary<string, object?> Extras(string provider, int? status) =>
        new() { ["provider"] = provider, ["provider_status"] = (long?)status };
}
