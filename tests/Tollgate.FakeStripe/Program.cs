using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.FakeStripe;
using Tollgate.FakeStripe.Events;
using Tollgate.FakeStripe.Objects;
using Tollgate.FakeStripe.Resources;
using Tollgate.FakeStripe.Wire;

// Usage: Tollgate.FakeStripe [secret key]. Prints where it listens, and ends when its standard input does, so that it does not outlive the
// test that started it.
var key = args.Length > 0 ? args[0] : "sk_test_of_the_fake";
using var outbox = new Outbox();
var world = new World(outbox, key.Contains("_live_", StringComparison.Ordinal));
var frontDoor = new FrontDoor(world, key, [
    .. Customers.Routes, .. Cards.Routes, .. PaymentIntents.Routes, .. CheckoutSessions.Routes, .. Refunds.Routes, .. BillingPortal.Routes,
    .. Subscriptions.Routes, .. EventList.Routes]);
var control = new Control(world, frontDoor);

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
await using var app = builder.Build();
app.Run(context => context.Request.Path.StartsWithSegments("/control") ? control.AnswerAsync(context) : frontDoor.AnswerAsync(context));
await app.StartAsync();
world.BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
Console.WriteLine($"Serving {world.BaseAddress}");
await Console.In.ReadToEndAsync();
await app.StopAsync();
