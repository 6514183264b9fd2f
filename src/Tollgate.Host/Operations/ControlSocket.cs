using System.Net.Sockets;
using System.Text.Json;

namespace Tollgate.Host.Operations;

/// <summary>The running server's door for commands on the same machine: a unix socket in the data directory, for its owner alone.
/// One line in, one line out, then the connection ends.</summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    private const int MostRequestChars = 64 * 1024;
    private static readonly TimeSpan MostReadTime = TimeSpan.FromSeconds(5);
    private readonly string _path;
    private readonly Socket _listener;
    private readonly Func<ControlRequest, CancellationToken, Task<ControlReply>> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private ControlSocket(string path, Socket listener, Func<ControlRequest, CancellationToken, Task<ControlReply>> answer)
    {
        _path = path;
        _listener = listener;
        _answer = answer;
        _loop = AcceptAsync();
    }

    /// <summary>Opens the door. Only the process that holds the directory's lock may: a socket left by a killed one is replaced.</summary>
    public static ControlSocket Open(DataDirectory directory, Func<ControlRequest, CancellationToken, Task<ControlReply>> answer)
    {
        File.Delete(directory.ControlSocket);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(directory.ControlSocket));
        if (!OperatingSystem.IsWindows())
        {
            // Before listening: nobody can connect until then.
            File.SetUnixFileMode(directory.ControlSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen(8);
        return new ControlSocket(directory.ControlSocket, listener, answer);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        File.Delete(_path);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        // Off the thread of the constructor, and one at a time: commands are rare.
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var connection = await _listener.AcceptAsync(_stop.Token);
                await ServeAsync(connection);
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side left or is too slow, or this side stops: nothing that a log would help with.
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        await using var stream = new NetworkStream(connection);
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        slow.CancelAfter(MostReadTime);
        var line = await ControlLine.ReadAsync(stream, MostRequestChars, slow.Token);

        // Off the sockets' own thread: what follows waits for the store.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var reply = Parse(line) is { } request
            ? await _answer(request, _stop.Token)
            : new ControlReply { Error = "The request is not understood: command and server are of different versions." };
        await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Default.ControlReply), _stop.Token);
        await stream.WriteAsync("\n"u8.ToArray(), _stop.Token);
    }

    private static ControlRequest? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
