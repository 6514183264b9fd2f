namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Reads no more of any reply than is taken, counted as it comes out of its compression: a stream of notifications ends like a reply that is
/// too large.</summary>
/// <param name="network">What is asked through.</param>
/// <param name="mostBytes">Most bytes of a reply.</param>
/// <param name="time">The clock of the one limit of time that nobody else sets: to end a session is a courtesy.</param>
internal sealed class BoundedHandler(HttpMessageHandler network, int mostBytes, TimeProvider time) : DelegatingHandler(network)
{
    private static readonly TimeSpan MostEndTime = TimeSpan.FromSeconds(5);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } sent)
        {
            // Its length is told: not every server takes a body in chunks.
            await sent.LoadIntoBufferAsync(cancellationToken);
            _ = sent.Headers.ContentLength;
        }

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
