using System.Net;
using System.Text.Json;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Reads no more of any reply than is taken, counted as it comes out of its compression: a stream of notifications ends like a reply that is
/// too large. A server that asks us something in a reply is answered a few times at once: beyond that its questions stay open, since each would be
/// a request of ours, and tens of thousands fit in one reply.</summary>
/// <param name="network">What is asked through.</param>
/// <param name="mostBytes">Most bytes of a reply.</param>
/// <param name="time">The clock of the one limit of time that nobody else sets: to end a session is a courtesy.</param>
internal sealed class BoundedHandler(HttpMessageHandler network, int mostBytes, TimeProvider time) : DelegatingHandler(network)
{
    /// <summary>Most answers to a server that are under way at once.</summary>
    public const int MostAnswers = 8;

    private static readonly TimeSpan MostEndTime = TimeSpan.FromSeconds(5);

    private int _answers;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null || !await IsAnswerAsync(request.Content, cancellationToken))
        {
            return await AskAsync(request, cancellationToken);
        }

        try
        {
            return Interlocked.Increment(ref _answers) <= MostAnswers
                ? await AskAsync(request, cancellationToken)
                : new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request };
        }
        finally
        {
            Interlocked.Decrement(ref _answers);
        }
    }

    // An answer names no method.
    private static async Task<bool> IsAnswerAsync(HttpContent sent, CancellationToken stop)
    {
        // Its length is told: not every server takes a body in chunks.
        await sent.LoadIntoBufferAsync(stop);
        _ = sent.Headers.ContentLength;
        var reader = new Utf8JsonReader(await sent.ReadAsByteArrayAsync(stop));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8))
            {
                return false;
            }

            reader.Skip();
        }

        return true;
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = request.Method == HttpMethod.Delete ? new CancellationTokenSource(MostEndTime, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var response = await base.SendAsync(request, either.Token);
        var content = response.Content;
        var bounded = new StreamContent(new BoundedStream(await content.ReadAsStreamAsync(cancellationToken), mostBytes));
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            bounded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = bounded;
        return response;
    }
}
