using System.Collections.Concurrent;
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

/// <summary>An OpenAI-format provider on the loopback that stands up to load, counts what reaches it, and reports the usage that it is told to.</summary>
internal sealed class LoadUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;
    private long _completionTokens;

    private LoadUpstream(WebApplication app) => _app = app;

    /// <summary>What the vendor's SDK would take as its base URL.</summary>
    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>Completion tokens to report, of the <c>max_tokens</c> asked for.</summary>
    public Func<int, int> Uses { get; set; } = max => max;

    /// <summary>Status and body in place of a reply; null for a proper one.</summary>
    public (int Status, string Body)? Fails { get; set; }

    /// <summary>Events of a stream before it stops to send and waits for the caller to leave; null for a whole stream.</summary>
    public int? StallsAfter { get; set; }

    /// <summary>How many times a stream says its four words.</summary>
    public int Rounds { get; set; } = 1;

    /// <summary>A plain call that declares tools and has no result of one yet is answered with a call of <c>look</c>.</summary>
    public bool CallsTools { get; set; }

    /// <summary>Plain calls wait for this before they are answered.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Requests that came in whole.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Sum of the completion tokens reported.</summary>
    public long CompletionTokens => Interlocked.Read(ref _completionTokens);

    /// <summary>The <c>user</c> fields of all requests.</summary>
    public ConcurrentQueue<string> Users { get; } = new();

    /// <summary>Bodies and Authorization headers of the first requests.</summary>
    public ConcurrentQueue<(string Authorization, string Body)> Seen { get; } = new();

    /// <summary>Completes when a stalled stream's connection was closed by the gateway.</summary>
    public Task Closed => _closed.Task;

    public static async Task<LoadUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var upstream = new LoadUpstream(builder.Build());
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync();
        var address = upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        upstream.BaseUrl = new Uri(address + "/v1");
        return upstream;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var json = JsonDocument.Parse(body.ToArray());
        Interlocked.Increment(ref _calls);
        if (Seen.Count < 100)
        {
            Seen.Enqueue((context.Request.Headers.Authorization.ToString(), Encoding.UTF8.GetString(body.ToArray())));
        }

        if (json.RootElement.TryGetProperty("user", out var user))
        {
            Users.Enqueue(user.GetString()!);
        }

        if (Fails is { } fails)
        {
            context.Response.StatusCode = fails.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(fails.Body);
            return;
        }

        await Gate;
        var most = json.RootElement.TryGetProperty("max_tokens", out var max) || json.RootElement.TryGetProperty("max_completion_tokens", out max) ? max.GetInt32() : 16;
        var used = Uses(most);
        Interlocked.Add(ref _completionTokens, used);
        var streams = json.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean();
        var calls = CallsTools && !json.RootElement.GetProperty("messages").GetRawText().Contains("\"tool\"", StringComparison.Ordinal);
        await (streams ? StreamAsync(context, used) : calls ? CallAsync(context, used) : ReplyAsync(context, used));
    }

    private static Task CallAsync(HttpContext context, int used)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"metered-1","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"q\":\"weather\"}"}}]},"finish_reason":"tool_calls"}],"usage":{{{Usage(used)}}}}
            """);
    }

    private static Task ReplyAsync(HttpContext context, int used)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"metered-1","choices":[{"index":0,"message":{"role":"assistant","content":"Good day"},"finish_reason":"stop"}],"usage":{{Usage(used)}}}
            """);
    }

    private async Task StreamAsync(HttpContext context, int used)
    {
        context.Response.ContentType = "text/event-stream";
        var words = new[] { "Good ", "day ", "to ", "you" };
        for (var i = 0; i < words.Length * Rounds; i++)
        {
            if (i == StallsAfter)
            {
                await context.Response.Body.FlushAsync();
                using var left = context.RequestAborted.Register(() => _closed.TrySetResult());
                await _closed.Task;
                return;
            }

            await context.Response.WriteAsync("data: " + $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"metered-1","choices":[{"index":0,"delta":{"content":"{{words[i % words.Length]}}"},"finish_reason":null}]}""" + "\n\n");
            await context.Response.Body.FlushAsync();
        }

        await context.Response.WriteAsync("data: " + """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"metered-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n");
        await context.Response.WriteAsync("data: " + $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"metered-1","choices":[],"usage":{{Usage(used)}}}""" + "\n\ndata: [DONE]\n\n");
    }

    private static string Usage(int used) => $$"""{"prompt_tokens":3,"completion_tokens":{{used}},"total_tokens":{{used + 3}}}""";
}
