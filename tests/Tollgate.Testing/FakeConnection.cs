using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Tollgate.Testing;

/// <summary>One connection to a fake upstream. It always reads ahead, so that it knows when the client closes.</summary>
internal sealed class FakeConnection
{
    private readonly Socket _socket;
    private readonly List<byte> _received = [];
    private readonly Channel<bool> _more = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource _clientClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ended;
    private volatile bool _closed;

    public FakeConnection(Socket socket)
    {
        _socket = socket;
        _ = ReceiveAsync();
    }

    public Task ClientClosed => _clientClosed.Task;

    public bool IsClosed => _closed;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await _socket.SendAsync(bytes);
            bytes = bytes[sent..];
        }
    }

    public void Close()
    {
        _closed = true;
        _socket.Shutdown(SocketShutdown.Both);
        _socket.Close();
    }

    public void Reset()
    {
        _closed = true;
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void MarkClosed() => _clientClosed.TrySetResult();

    /// <summary>The next request; null when the client closed before it was whole.</summary>
    public async Task<FakeRequest?> ReadRequestAsync()
    {
        while (true)
        {
            lock (_received)
            {
                if (TryTake() is { } request)
                {
                    return request;
                }
            }

            if (_ended)
            {
                return null;
            }

            await _more.Reader.ReadAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16_384];
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer);
                if (read == 0)
                {
                    break;
                }

                lock (_received)
                {
                    _received.AddRange(buffer.AsSpan(0, read));
                }

                _more.Writer.TryWrite(true);
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // As good as a close.
        }

        _ended = true;
        _more.Writer.TryWrite(true);
        MarkClosed();
    }

    private FakeRequest? TryTake()
    {
        var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received);
        var headEnd = bytes.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return null;
        }

        var head = Encoding.ASCII.GetString(bytes[..headEnd]);
        var length = 0;
        foreach (var line in head.Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);
            }
        }

        var total = headEnd + 4 + length;
        if (bytes.Length < total)
        {
            return null;
        }

        var body = bytes[(headEnd + 4)..total].ToArray();
        _received.RemoveRange(0, total);
        return new FakeRequest(head, body);
    }
}
