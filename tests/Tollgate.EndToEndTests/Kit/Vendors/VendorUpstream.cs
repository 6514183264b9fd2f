using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>The vendors of models on the loopback, each at its own paths and with its key where it wants it. They answer a story only if the
/// request says in their own dialect what the story is about.</summary>
internal sealed class VendorUpstream : IAsyncDisposable
{
    public const string Key = "sk-vendor-key-of-the-tests";
    public const string OpenAiModel = "gpt-4.1-mini";
    public const string AnthropicModel = "claude-sonnet-4-5";
    public const string GoogleModel = "gemini-2.5-flash";

    private static readonly IVoice[] Voices = [new ChatVoice(), new ResponsesVoice(), new MessagesVoice(), new GenerateVoice()];

    private readonly WebApplication _app;

    private VendorUpstream(WebApplication app) => _app = app;

    /// <summary>Where they listen; no path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Requests that no vendor took, as they came.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    public static async Task<VendorUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var upstream = new VendorUpstream(builder.Build());
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync();
        upstream.Address = new Uri(upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return upstream;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (Array.Find(Voices, v => v.Hears(context.Request)) is not { } voice)
        {
            Refused.Enqueue($"{context.Request.Path}{context.Request.QueryString} {body.RootElement.GetRawText()}");
            context.Response.StatusCode = 404;
            return;
        }

        var asked = voice.Read(context.Request, body.RootElement);
        context.Response.ContentType = asked.Stream ? "text/event-stream" : "application/json";
        if (!asked.Stream)
        {
            await context.Response.WriteAsync(voice.Reply(asked.Answer()));
            return;
        }

        foreach (var each in voice.Events(asked.Answer()))
        {
            await context.Response.WriteAsync(each);
            await context.Response.Body.FlushAsync();
        }
    }
}
