using System.Text;

namespace Tollgate.Testing;

/// <summary>One request at a fake upstream and the means to answer it.</summary>
public sealed class FakeExchange
{
    private readonly FakeConnection _connection;

    internal FakeExchange(FakeRequest request, FakeConnection connection)
    {
        Request = request;
        _connection = connection;
    }

    public FakeRequest Request { get; }

    /// <summary>Ends when the client has closed the connection.</summary>
    public Task ClientClosed => _connection.ClientClosed;

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(string text) => _connection.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes of any kind as they are.</summary>
    public Task SendBytesAsync(byte[] bytes) => _connection.SendAsync(bytes);

    /// <summary>Sends a whole JSON reply; <paramref name="headers"/> are lines that end with CRLF.</summary>
    public Task SendPlainAsync(string json, int status = 200, string headers = "") => SendAsync(FakeReplies.Plain(json, status, headers));

    /// <summary>Sends the head of a chunked event stream.</summary>
    public Task SendStreamHeadAsync() => SendAsync(FakeReplies.StreamHead);

    /// <summary>Sends one chunk.</summary>
    public Task SendChunkAsync(string text) => SendAsync(FakeReplies.Chunk(text));

    /// <summary>Sends one chunk of any bytes.</summary>
    public async Task SendChunkBytesAsync(byte[] bytes)
    {
        var size = Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n");
        await _connection.SendAsync((byte[])[.. size, .. bytes, .. "\r\n"u8]);
    }

    /// <summary>Ends a chunked reply properly.</summary>
    public Task EndChunksAsync() => SendAsync("0\r\n\r\n");

    /// <summary>Closes the connection.</summary>
    public void Close() => _connection.Close();

    /// <summary>Resets the connection.</summary>
    public void Reset() => _connection.Reset();
}
