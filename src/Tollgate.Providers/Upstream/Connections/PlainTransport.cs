using System.Net.Sockets;

namespace Tollgate.Providers.Upstream.Connections;

/// <summary>A bare socket.</summary>
internal sealed class PlainTransport(Socket socket) : Transport
{
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var sending = socket.SendAsync(bytes, SocketFlags.None);
        if (!sending.IsCompletedSuccessfully)
        {
            return RestAsync(sending, bytes);
        }

        var sent = sending.Result;
        return sent == bytes.Length ? ValueTask.CompletedTask : RestAsync(new ValueTask<int>(sent), bytes);
    }

    public override bool IsQuiet() => SocketState.IsQuiet(socket);

    public override void Close() => socket.Dispose();

    private async ValueTask RestAsync(ValueTask<int> sending, ReadOnlyMemory<byte> bytes)
    {
        var sent = await sending;
        while (sent < bytes.Length)
        {
            sent += await socket.SendAsync(bytes[sent..], SocketFlags.None);
        }
    }
}
