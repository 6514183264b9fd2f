using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tollgate.Providers.Upstream.Connections;

/// <summary>A bare socket.</summary>
internal sealed class PlainTransport(Socket socket) : Transport
{
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    // A send that ends at once, as nearly all do, allocates nothing.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    public override bool IsQuiet() => SocketState.IsQuiet(socket);

    public override void Close() => socket.Dispose();
}
