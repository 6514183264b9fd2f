using System.Buffers;
using System.Net;
using Tollgate.Outbound.Network;

namespace Tollgate.Tools.Web;

/// <summary>Fetches what a caller has named, within limits. Where it may connect to is its network's to judge, for every redirect anew.</summary>
/// <param name="network">Follows no redirects itself and refuses addresses that lead inward.</param>
/// <param name="anyPort">Whether ports other than those of the web may be asked, as on a machine of development.</param>
internal sealed class WebReader(HttpMessageHandler network, TimeProvider time, bool anyPort) : IDisposable
{
    private const string Agent = "Mozilla/5.0 (compatible; tollgate)";

    private readonly HttpMessageInvoker _network = new(network);

    /// <summary>Fetches it. Whatever happens out there is in the reply.</summary>
    /// <exception cref="OperationCanceledException">the caller of this has ended it.</exception>
    public async Task<WebReply> GetAsync(WebAsk ask, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(ask.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await FollowAsync(ask, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return new WebReply(ask.Address, WebFault.TooSlow);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return new WebReply(ask.Address, WebFault.NotReached);
        }
        finally
        {
            // Replies are read on the threads that poll sockets; what follows may wait for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    public void Dispose() => _network.Dispose();

    private async Task<WebReply> FollowAsync(WebAsk ask, CancellationToken stop)
    {
        var address = ask.Address;
        for (var led = 0; MayAsk(ask, address); led++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", ask.Accept);
            request.Headers.TryAddWithoutValidation("User-Agent", Agent);
            using var response = await _network.SendAsync(request, stop);
            if (ask.MostRedirects == 0 || Next(address, response) is not { } next)
            {
                return await ReadAsync(ask, address, response, stop);
            }

            address = next;
            if (led == ask.MostRedirects)
            {
                break;
            }
        }

        return new WebReply(address, WebFault.LedAstray);
    }

    private bool MayAsk(WebAsk ask, Uri address) => address.Scheme is "http" or "https" && address.UserInfo.Length == 0
        && (anyPort || address.IsDefaultPort || (ask.AnyPort && address == ask.Address));

    private static Uri? Next(Uri address, HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location && Uri.TryCreate(address, location, out var next)
            ? next
            : null;

    private static async Task<WebReply> ReadAsync(WebAsk ask, Uri address, HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (await stream.ReadUnpackedAsync(buffer.GetMemory(16 * 1024), stop) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > ask.MostBytes)
            {
                if (!ask.Cuts)
                {
                    return new WebReply(address, WebFault.TooLarge) { Status = (int)response.StatusCode };
                }

                break;
            }
        }

        return new WebReply(address, WebFault.None)
        {
            Status = (int)response.StatusCode,
            Headers = [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).SelectMany(h => h.Value.Select(v => (h.Key, v)))],
            Body = buffer.WrittenMemory[..Math.Min(buffer.WrittenCount, ask.MostBytes)],
        };
    }
}
