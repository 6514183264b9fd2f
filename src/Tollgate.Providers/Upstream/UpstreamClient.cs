using System.Net;
using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Upstream;

/// <summary>Posts JSON to providers over one pool of connections. What is sent is an allow-list: nothing of the caller's own headers.</summary>
/// <param name="handler">From <see cref="UpstreamHandler"/>; stays its owner's.</param>
/// <param name="time">Clock of all time limits.</param>
public sealed class UpstreamClient(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(handler, disposeHandler: false);
    private readonly Watchdog _watchdog = new(time);

    /// <summary>Sends and waits for the head of the reply.</summary>
    /// <param name="address">Full address.</param>
    /// <param name="authorization">Value of <c>Authorization</c>; null leaves it out.</param>
    /// <param name="request">What goes out and in which time.</param>
    /// <param name="cancellationToken">Ends the wait; after the head, the reply's own <see cref="ModelReply.Abort"/> does.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendOutcome> PostAsync(
        Uri address, string? authorization, ModelRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return new SendOutcome(null, new ProviderError(ProviderErrorKind.CancelledUnsent, "The call was cancelled before it was sent."));
        }

        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        {
            return new SendOutcome(null, new ProviderError(ProviderErrorKind.NotSent, "The provider's address is not an http address."));
        }

        var call = new UpstreamCall(_watchdog, request);
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = call.Body };
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        message.Headers.TryAddWithoutValidation("User-Agent", "tollgate");

        ProviderError error;
        try
        {
            HttpResponseMessage response;
            using (cancellationToken.UnsafeRegister(static c => ((UpstreamCall)c!).Cancel(), call))
            {
                response = await _invoker.SendAsync(message, call.Stop);
            }

            call.SeeHead();
            if (Unreadable(response) is not { } reason)
            {
                return new SendOutcome(new UpstreamReply(call, response, time), null);
            }

            response.Dispose();
            error = new ProviderError(ProviderErrorKind.Broken, reason);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            error = call.Explain(failure);
        }

        call.Dispose();
        return new SendOutcome(null, error);
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _watchdog.Dispose();
    }

    private static string? Unreadable(HttpResponseMessage response)
    {
        if (response.StatusCode is < HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.ResetContent)
        {
            return "The provider answered with a status that has no body.";
        }

        // A compressed reply would hide its usage, and may grow without bound.
        return response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encoding)
            && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? "The provider answered in an encoding that was not asked for."
            : null;
    }
}
