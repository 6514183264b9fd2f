using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.Testing;

/// <summary>A provider that keeps nothing of what it is sent but its length and a sum of it, and answers each request with a transcription of one
/// second.</summary>
public sealed class CountingUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<(long Length, long Sum)> _bodies = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _accepting;

    public CountingUpstream()
    {
        _listener.Start();
        BaseUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
        _accepting = AcceptAsync();
    }

    public Uri BaseUrl { get; }

    /// <summary>Length and sum of each body, in the order in which they were whole. The boundary of a form is no part of the sum.</summary>
    public IReadOnlyCollection<(long Length, long Sum)> Bodies => _bodies;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        var kept = 0;
        try
        {
            while (true)
            {
                var head = -1;
                while ((head = buffer.AsSpan(0, kept).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    var read = await socket.ReceiveAsync(buffer.AsMemory(kept));
                    if (read == 0)
                    {
                        return;
                    }

                    kept += read;
                }

                var length = LengthIn(Encoding.ASCII.GetString(buffer, 0, head));
                var taken = (long)kept - head - 4;
                var sum = SumOf(buffer.AsSpan(head + 4, (int)taken));
                while (taken < length)
                {
                    var read = await socket.ReceiveAsync(buffer);
                    if (read == 0)
                    {
                        return;
                    }

                    sum += SumOf(buffer.AsSpan(0, read));
                    taken += read;
                }

                kept = 0;
                _bodies.Enqueue((length, sum));
                await socket.SendAsync(Encoding.UTF8.GetBytes(FakeReplies.Plain("""{"text":"a","usage":{"type":"duration","seconds":1}}""")));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client went away or the test is over.
        }
    }

    private static long LengthIn(string head)
    {
        foreach (var line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                return long.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static long SumOf(ReadOnlySpan<byte> bytes)
    {
        var sum = 0L;
        foreach (var b in bytes)
        {
            sum += b;
        }

        return sum;
    }
}
