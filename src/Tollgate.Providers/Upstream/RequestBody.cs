using System.Net;

namespace Tollgate.Providers.Upstream;

/// <summary>The bytes of a request, sent without a copy; knows whether they have all left.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly Action _sent;
    private volatile bool _isSent;

    public RequestBody(ReadOnlyMemory<byte> bytes, Action sent)
    {
        _bytes = bytes;
        _sent = sent;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>True once all bytes were handed to the network: from then on the provider may have worked.</summary>
    public bool IsSent => _isSent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_bytes, cancellationToken);

        // The connection flushes after this anyway; done here, its success is known.
        await stream.FlushAsync(cancellationToken);
        _isSent = true;
        _sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
