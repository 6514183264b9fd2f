using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Tollgate.Testing.Mcp;

/// <summary>Someone else's MCP server on loopback, Streamable HTTP with sessions (2025-11-25). What it says of its tools, and what it does when one
/// is called, is the test's.</summary>
public sealed class FakeMcpServer : IAsyncDisposable
{
    /// <summary>A tool that repeats a text.</summary>
    public const string Echo = """
        {"name":"echo","description":"Repeats a text.","inputSchema":{"type":"object","properties":{"text":{"type":"string","description":"What to repeat."}},"required":["text"]}}
        """;

    private readonly ConcurrentDictionary<string, bool> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _methods = new();
    private readonly ConcurrentQueue<JsonElement> _calls = new();
    private int _opened;

    public FakeMcpServer()
    {
        Http.Default = AnswerAsync;
        Call = static call => call.TextAsync("done");
    }

    /// <summary>The server below: its requests, connections and scripts.</summary>
    public FakeUpstream Http { get; } = new();

    public Uri Url => new(Http.BaseUrl, "/mcp");

    /// <summary>What it says of its tools, each a JSON object.</summary>
    public IReadOnlyList<string> Tools { get; set; } = [Echo];

    /// <summary>What it does when a tool is called.</summary>
    public Func<FakeMcpCall, Task> Call { get; set; }

    /// <summary>Sessions that were opened so far.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Methods of all messages so far, in their order.</summary>
    public IReadOnlyCollection<string> Methods => _methods;

    /// <summary>Parameters of all calls of tools so far.</summary>
    public IReadOnlyCollection<JsonElement> Calls => _calls;

    /// <summary>Loses all sessions, as a restart does.</summary>
    public void Forget() => _sessions.Clear();

    public ValueTask DisposeAsync() => Http.DisposeAsync();

    private async Task AnswerAsync(FakeExchange exchange)
    {
        var head = exchange.Request.Head;
        if (!head.StartsWith("POST", StringComparison.Ordinal))
        {
            await exchange.SendPlainAsync("", head.StartsWith("DELETE", StringComparison.Ordinal) ? 200 : 405);
            return;
        }

        using var document = JsonDocument.Parse(exchange.Request.BodyText);
        var message = document.RootElement.Clone();
        var method = message.TryGetProperty("method", out var named) ? named.GetString()! : "response";
        _methods.Enqueue(method);
        var session = Header(head, "Mcp-Session-Id");
        if (method == "initialize")
        {
            await OpenAsync(exchange, message);
        }
        else if (session is null)
        {
            await exchange.SendPlainAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no session"}}""", 400);
        }
        else if (!_sessions.ContainsKey(session))
        {
            await exchange.SendPlainAsync("""{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}""", 404);
        }
        else if (!message.TryGetProperty("id", out var id))
        {
            await exchange.SendPlainAsync("", 202);
        }
        else
        {
            await AnswerAsync(new FakeMcpCall(exchange, id.GetRawText(), message), method);
        }
    }

    private Task AnswerAsync(FakeMcpCall call, string method)
    {
        switch (method)
        {
            case "tools/list":
                return call.ResultAsync($$"""{"tools":[{{string.Join(',', Tools)}}]}""");
            case "tools/call":
                _calls.Enqueue(call.Message.GetProperty("params"));
                return Call(call);
            default:
                return call.ResultAsync("{}");
        }
    }

    private Task OpenAsync(FakeExchange exchange, JsonElement message)
    {
        var session = string.Create(CultureInfo.InvariantCulture, $"session-{Interlocked.Increment(ref _opened)}");
        _sessions[session] = true;
        return exchange.SendPlainAsync(
            $$$"""{"jsonrpc":"2.0","id":{{{message.GetProperty("id").GetRawText()}}},"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true} },"serverInfo":{"name":"fake","version":"1"} } }""",
            200,
            $"Mcp-Session-Id: {session}\r\n");
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}
