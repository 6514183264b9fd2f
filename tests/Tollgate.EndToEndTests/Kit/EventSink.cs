using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.EndToEndTests.Kit;

/// <summary>A webhook endpoint on the loopback that keeps what it is sent.</summary>
internal sealed class EventSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private EventSink(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>What came and was taken: bodies with the headers that sign them.</summary>
    public ConcurrentQueue<(string Body, string Signature)> Taken { get; } = new();

    public static async Task<EventSink> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var sink = new EventSink(builder.Build());
        sink._app.Run(sink.TakeAsync);
        await sink._app.StartAsync();
        sink.Address = new Uri(sink._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return sink;
    }

    /// <summary>Answers the next events with an error.</summary>
    public void Refuse(int times) => Interlocked.Add(ref _refusals, times);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = 500;
            return;
        }

        Interlocked.Exchange(ref _refusals, 0);
        Taken.Enqueue((body, context.Request.Headers["Stripe-Signature"].ToString()));
    }
}
