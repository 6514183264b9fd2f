namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>Counts what a client sends.</summary>
internal sealed class CountingHandler(Told told) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        told.Sent++;
        return base.SendAsync(request, cancellationToken);
    }
}
