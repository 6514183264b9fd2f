using System.Net.Sockets;
using System.Text.Json;

namespace Tollgate.Host.Operations;

/// <summary>Asks the server that runs on a data directory.</summary>
internal static class ControlClient
{
    private const int MostReplyBytes = 16 * 1024 * 1024;

    /// <summary>The server's answer.</summary>
    /// <exception cref="StartException">no server answers there.</exception>
    public static async Task<ControlReply> AskAsync(DataDirectory directory, ControlRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory.ControlSocket), cancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            var line = await ControlLine.ReadAsync(stream, MostReplyBytes, cancellationToken);
            return JsonSerializer.Deserialize(line, ControlJson.Default.ControlReply)
                ?? throw new StartException("The running server gave no answer.");
        }
        catch (Exception e) when (e is SocketException or IOException or JsonException)
        {
            throw new StartException(
                $"Another process works on {directory.Path}, but does not answer at its control socket. Wait for it to start or end: {e.Message}", e);
        }
    }
}
