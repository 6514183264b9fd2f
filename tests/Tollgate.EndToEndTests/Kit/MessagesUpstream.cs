using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.EndToEndTests.Kit;

/// <summary>A provider of messages on the loopback. It refuses what the real one would refuse first: a wrong path, key or version. Asked with
/// tools it calls the first one, once; each reply reports 3 tokens in and 20 out.</summary>
internal sealed class MessagesUpstream : IAsyncDisposable
{
    public const string Key = "sk-ant-key-of-the-tests";

    private readonly WebApplication _app;
    private int _calls;

    private MessagesUpstream(WebApplication app) => _app = app;

    /// <summary>What the vendor's SDK would take as its base URL.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>How many times a stream says its four words.</summary>
    public int Rounds { get; set; } = 1;

    /// <summary>Requests that came in whole.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<MessagesUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var upstream = new MessagesUpstream(builder.Build());
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync();
        upstream.BaseUrl = new Uri(upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return upstream;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var json = await JsonDocument.ParseAsync(context.Request.Body);
        Interlocked.Increment(ref _calls);
        context.Response.ContentType = "application/json";
        var headers = context.Request.Headers;
        if (headers["x-api-key"] != Key || headers["anthropic-version"] != "2023-06-01" || headers.Authorization.Count > 0)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""");
            return;
        }

        var body = json.RootElement;
        switch (context.Request.Path.Value)
        {
            case "/v1/messages/count_tokens":
                await context.Response.WriteAsync("""{"input_tokens":3}""");
                break;
            case "/v1/messages" when body.TryGetProperty("max_tokens", out _):
                var streams = body.TryGetProperty("stream", out var stream) && stream.GetBoolean();
                await (streams ? StreamAsync(context.Response) : ReplyAsync(context.Response, body));
                break;
            default:
                context.Response.StatusCode = 404;
                await context.Response.WriteAsync("""{"type":"error","error":{"type":"not_found_error","message":"Not found"}}""");
                break;
        }
    }

    private static Task ReplyAsync(HttpResponse response, JsonElement body)
    {
        var calls = body.TryGetProperty("tools", out _) && !body.GetProperty("messages").GetRawText().Contains("tool_result", StringComparison.Ordinal);
        var (content, stop) = calls
            ? ("""{"type":"tool_use","id":"toolu_1","name":"look","input":{"q":"weather"}}""", "tool_use")
            : ("""{"type":"text","text":"Good day"}""", "end_turn");
        return response.WriteAsync(
            $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-1","content":[{{{content}}}],"stop_reason":"{{{stop}}}","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":20}}""");
    }

    private async Task StreamAsync(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        await SayAsync(response, "message_start", """ "message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-1","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}} """);
        await SayAsync(response, "content_block_start", """ "index":0,"content_block":{"type":"text","text":""} """);
        var words = new[] { "Good ", "day ", "to ", "you" };
        for (var i = 0; i < words.Length * Rounds; i++)
        {
            await SayAsync(response, "content_block_delta", $$""" "index":0,"delta":{"type":"text_delta","text":"{{words[i % words.Length]}}"} """);
        }

        await SayAsync(response, "content_block_stop", "\"index\":0");
        await SayAsync(response, "message_delta", """ "delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":20} """);
        await response.WriteAsync("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    private static async Task SayAsync(HttpResponse response, string type, string members)
    {
        await response.WriteAsync($"event: {type}\ndata: {{\"type\":\"{type}\",{members.Trim()}}}\n\n");
        await response.Body.FlushAsync();
    }
}
