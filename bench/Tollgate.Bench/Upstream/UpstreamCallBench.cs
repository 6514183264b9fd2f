using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Bench.Upstream;

/// <summary>One call over loopback, head and body read, one after the other: our client and the framework's. Most of it is the network and the
/// answering thread, which are the same for both.</summary>
public class UpstreamCallBench
{
    private static readonly byte[] Body = new byte[300];

    private readonly byte[] _room = new byte[8_192];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UpstreamClient _client = new(new UpstreamOptions(), TimeProvider.System);
    private readonly HttpMessageInvoker _framework = new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
    });

    private Uri _address = null!;
    private ModelRequest _request = null!;

    [GlobalSetup]
    public void Open()
    {
        _listener.Start();
        _address = new Uri($"http://{_listener.LocalEndpoint}/v1/chat/completions");
        _request = new ModelRequest(
            new ProviderTarget { Name = "p", Kind = "openai", BaseUrl = _address, ApiKey = "k" }, "m", Stream: false, Body);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    [GlobalCleanup]
    public void Close()
    {
        _client.Dispose();
        _framework.Dispose();
        _listener.Stop();
    }

    [Benchmark]
    public async Task<int> Ours()
    {
        var outcome = await _client.PostAsync(_address, new UpstreamHeader("Authorization", "Bearer sk-0123456789"), null, _request, CancellationToken.None);
        using var reply = outcome.Reply!;
        var length = 0;
        while (await reply.ReadAsync(_room) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }

    [Benchmark(Baseline = true)]
    public async Task<int> Framework()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-0123456789");
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        message.Headers.TryAddWithoutValidation("User-Agent", "tollgate");
        using var response = await _framework.SendAsync(message, CancellationToken.None);
        await using var stream = response.Content.ReadAsStream();
        var length = 0;
        while (await stream.ReadAsync(_room) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.AcceptSocket();
                new Thread(() => Answer(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Closed.
        }
    }

    // Knows its requests: each ends with the body's zeros.
    private static void Answer(Socket socket)
    {
        socket.NoDelay = true;
        var body = new string('x', 850);
        var reply = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Thu, 15 Jan 2026 12:00:30 GMT\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var buffer = new byte[8_192];
        var zeros = 0;
        while (socket.Receive(buffer, SocketFlags.None, out _) is > 0 and var read)
        {
            zeros += buffer.AsSpan(0, read).Count((byte)0);
            if (zeros >= Body.Length)
            {
                zeros -= Body.Length;
                socket.Send(reply);
            }
        }
    }
}
