using System.Globalization;
using System.Text.Json;
using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Tools.Mcp;

/// <summary>The tools of <see cref="ToolStage"/>, spoken to as MCP clients do, byte by byte.</summary>
internal sealed class McpStage : IAsyncDisposable
{
    public const string Accept = "application/json, text/event-stream";
    public const string Version = "2025-11-25";

    private McpStage(ToolStage tools) => Tools = tools;

    public ToolStage Tools { get; }

    public static async Task<McpStage> StartAsync(bool isProbed = true) => new(await ToolStage.StartAsync(isProbed: isProbed));

    /// <summary>Opens a session; its id.</summary>
    public async Task<string> OpenAsync(string path = "/mcp", string? key = null)
    {
        var reply = await SendAsync(path, Initialize, key);
        reply.Status.ShouldBe(200, reply.Body);
        var session = reply.Header("Mcp-Session-Id")!;
        (await SendAsync(path, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", key, session)).Status.ShouldBe(202);
        return session;
    }

    public static string Initialize =>
        $$$$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"{{{{Version}}}}","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    public static string Call(string tool, string arguments = "{}", string meta = "{}", int id = 7) => string.Create(
        CultureInfo.InvariantCulture,
        $$$$"""{"jsonrpc":"2.0","id":{{{{id}}}},"method":"tools/call","params":{"name":"{{{{tool}}}}","arguments":{{{{arguments}}}},"_meta":{{{{meta}}}}}}""");

    /// <summary>Opens a session and calls a tool in it: the result.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}", string meta = "{}", params (string Name, string Value)[] headers)
    {
        var reply = await SendAsync("/mcp", Call(tool, arguments, meta), null, await OpenAsync(), headers);
        return reply.Message.GetProperty("result");
    }

    /// <summary>Posts a message.</summary>
    public async Task<McpReply> SendAsync(
        string path, string json, string? key = null, string? session = null, params (string Name, string Value)[] headers)
    {
        List<(string, string)> all = [.. headers];
        if (!headers.Any(h => h.Name == "Accept"))
        {
            all.Add(("Accept", Accept));
        }

        if (session is not null)
        {
            all.Add(("Mcp-Session-Id", session));
            all.Add(("MCP-Protocol-Version", Version));
        }

        return new McpReply(await Tools.Server.SendAsync(HttpMethod.Post, path, key ?? Tools.Key.Secret, json, [.. all]));
    }

    public ValueTask DisposeAsync() => Tools.DisposeAsync();
}

/// <summary>An answer; the message in it, whether it came alone or as an event.</summary>
internal sealed record McpReply(Reply Reply)
{
    public int Status => (int)Reply.Status;

    public string Body => Reply.Body;

    public JsonElement Message
    {
        get
        {
            var data = Body.Split('\n').LastOrDefault(line => line.StartsWith("data:", StringComparison.Ordinal))?[5..] ?? Body;
            return JsonDocument.Parse(data).RootElement;
        }
    }

    public int ErrorCode => Message.GetProperty("error").GetProperty("code").GetInt32();

    public string? Header(string name) => Reply.Header(name);
}
