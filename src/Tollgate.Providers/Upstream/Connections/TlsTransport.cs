using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tollgate.Providers.Upstream.Connections;

/// <summary>TLS over a socket.</summary>
internal sealed class TlsTransport(Socket socket, SslStream stream) : Transport
{
    // Waiting with an empty buffer keeps the stream from holding its own of 16 KiB while nothing comes.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        _ = await stream.ReadAsync(Memory<byte>.Empty);
        return await stream.ReadAsync(buffer);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    public override bool IsQuiet() => SocketState.IsQuiet(socket);

    public override void Close()
    {
        // The socket first: what waits inside the stream ends, whatever it holds.
        socket.Dispose();
        stream.Dispose();
    }
}
