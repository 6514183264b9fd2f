using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tollgate.Payments.Stripe;

/// <summary>Sends requests to Stripe. A request is sent again only where it had no effect or carries the key that makes the second one the first,
/// and whatever may have been carried out ends as unknown: whoever asked looks it up.</summary>
internal sealed class StripeClient : IDisposable
{
    /// <summary>What Stripe's objects look like is pinned; events follow the version set at the webhook endpoint.</summary>
    public const string Version = "2026-07-29.dahlia";

    private const int Tries = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly StripeOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _chance;
    private readonly Lock _gate = new();

    /// <param name="options">Key and address.</param>
    /// <param name="handler">The network; not disposed here.</param>
    /// <param name="time">Clock of time limits and pauses.</param>
    /// <param name="chance">Spreads the pauses between tries.</param>
    public StripeClient(StripeOptions options, HttpMessageHandler handler, TimeProvider time, Random chance)
    {
        _options = options;
        _time = time;
        _chance = chance;
        _http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = StripeHandler.MostReplyBytes };
    }

    /// <summary>Cancelling ends the wait and says nothing of the request.</summary>
    public async Task<StripeReply> SendAsync(StripeCall call, CancellationToken cancellationToken)
    {
        var mayBeDone = false;
        for (var attempt = 1; ; attempt++)
        {
            var (reply, again) = await TryAsync(call, cancellationToken);
            mayBeDone |= reply.End == StripeEnd.Unknown;
            if (again is null || attempt == Tries)
            {
                // What an earlier try may have done is not undone by a later one that did not get through.
                return mayBeDone && reply.End is StripeEnd.NotDone or StripeEnd.Refused ? reply with { End = StripeEnd.Unknown } : reply;
            }

            await Task.Delay(Pause(attempt, again.Value), _time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    // The reply, and the least pause before another try; null when there shall be none.
    private async Task<(StripeReply Reply, TimeSpan? Again)> TryAsync(StripeCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(call);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var reply = StripeReplyReader.Read((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
            return (reply, MayRetry(call, reply, response.Headers) ? response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero : null);
        }
        catch (HttpRequestException failure)
        {
            var unsent = failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            return (new StripeReply(unsent ? StripeEnd.NotDone : StripeEnd.Unknown, default, 0), unsent || !call.IsPost ? TimeSpan.Zero : null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (new StripeReply(StripeEnd.Unknown, default, 0), call.IsPost ? null : TimeSpan.Zero);
        }
    }

    private static bool MayRetry(StripeCall call, StripeReply reply, HttpResponseHeaders headers)
    {
        // Stripe knows best, and says so; a stored result, also of an error, would only come again.
        if (headers.TryGetValues("Stripe-Should-Retry", out var said))
        {
            return said.First() == "true";
        }

        return reply.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.TooManyRequests || (reply.Status >= 500 && !call.IsPost);
    }

    private HttpRequestMessage Request(StripeCall call)
    {
        var parameters = call.Form.ToString();
        var path = call.IsPost || parameters.Length == 0 ? call.Path : $"{call.Path}?{parameters}";
        var request = new HttpRequestMessage(call.IsPost ? HttpMethod.Post : HttpMethod.Get, new Uri(_options.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.SecretKey);
        request.Headers.TryAddWithoutValidation("Stripe-Version", Version);
        if (_options.Account is not null)
        {
            request.Headers.TryAddWithoutValidation("Stripe-Account", _options.Account);
        }

        if (call.IsPost)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
            request.Content = new StringContent(parameters, Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        }

        return request;
    }

    private TimeSpan Pause(int attempt, TimeSpan least)
    {
        double share;
        lock (_gate)
        {
            share = 0.5 + (_chance.NextDouble() / 2);
        }

        var pause = TimeSpan.FromMilliseconds(500 * (1 << (attempt - 1)) * share);
        return TimeSpan.FromTicks(Math.Min(Math.Max(pause.Ticks, least.Ticks), LongestPause.Ticks));
    }
}
