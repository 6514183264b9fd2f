using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Load.Agents;

/// <summary>A provider on the loopback that takes its time and uses as many tokens as it needs, or as it may.</summary>
internal sealed class SlowProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeSpan _takes;
    private readonly int _needs;
    private long _tokens;

    private SlowProvider(WebApplication app, TimeSpan takes, int needs)
    {
        _app = app;
        _takes = takes;
        _needs = needs;
    }

    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    /// <summary>Output tokens reported so far.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    public static async Task<SlowProvider> StartAsync(TimeSpan takes, int needs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var provider = new SlowProvider(builder.Build(), takes, needs);
        provider._app.Run(provider.AnswerAsync);
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body);
        await Task.Delay(_takes);
        var used = Math.Min(_needs, request.RootElement.GetProperty("max_tokens").GetInt32());
        Interlocked.Add(ref _tokens, used);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$$"""
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Good day"},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":{{{used}}},"total_tokens":{{{used}}}}}
            """);
    }
}
