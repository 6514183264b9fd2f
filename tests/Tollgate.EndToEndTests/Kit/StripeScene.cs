using System.Text.Json.Nodes;
using Tollgate.Metering.Identity;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Kit;

/// <summary>The client of Stripe against the fake one, and a customer of it.</summary>
internal sealed class StripeScene : IAsyncDisposable
{
    private readonly IdSource _ids = new(TimeProvider.System, new Random(7));
    private readonly StripeHandler _network = StripeHandler.Create();

    private StripeScene(FakeStripeProcess fake, TimeProvider time)
    {
        Fake = fake;
        Method = new StripeMethod(
            new StripeOptions { SecretKey = FakeStripeProcess.SecretKey, WebhookSecrets = ["whsec_new", "whsec_old"], BaseAddress = fake.Address },
            _network, time, new Random(7), _ids);
    }

    public FakeStripeProcess Fake { get; }

    public StripeMethod Method { get; }

    public Id<WorkspaceKind> Workspace { get; } = new(77);

    /// <summary>Stripe's id of the customer; made with the first page.</summary>
    public string Customer { get; private set; } = "";

    /// <param name="time">The client's clock; the system's when null.</param>
    public static async Task<StripeScene> StartAsync(TimeProvider? time = null)
    {
        var scene = new StripeScene(await FakeStripeProcess.StartAsync(), time ?? TimeProvider.System);
        var page = await scene.Method.CheckoutAsync(scene.Page(null), CancellationToken.None);
        scene.Customer = page.Customer ?? throw new InvalidOperationException($"No customer: {page.Code} {page.Message}");
        return scene;
    }

    public Id<PaymentKind> NewPayment() => _ids.Next<PaymentKind>();

    /// <summary>A request for a page; pays 25 USD unless told otherwise.</summary>
    public CheckoutRequest Page(long? cents = 2_500) => new()
    {
        Payment = NewPayment(), Cents = cents, Workspace = Workspace, Mode = KeyMode.Live, Customer = Customer.Length == 0 ? null : Customer,
        Email = "owner@example.com", Description = "2,500 tokens", ReturnUrl = new Uri("https://gateway.example/done?a=1&b=2"),
    };

    /// <summary>A card with this number, saved with the customer.</summary>
    public async Task<string> CardAsync(string number, bool ownerWasThere = false)
    {
        var wish = new JsonObject { ["customer"] = Customer, ["number"] = number, ["owner_was_there"] = ownerWasThere };
        return (string)(await Fake.WishAsync("card", wish))["id"]!;
    }

    /// <summary>A request to charge that card 25 USD.</summary>
    public ChargeRequest Charge(string card) => new()
    {
        Payment = NewPayment(), Attempt = 1, Cents = 2_500, Workspace = Workspace, Mode = KeyMode.Live, Customer = Customer, Card = card,
        CreatedAt = TimeProvider.System.GetUtcNow(), Description = "2,500 tokens & more", ReturnUrl = new Uri("https://gateway.example/done?a=1&b=2"),
    };

    public async Task<ChargeOutcome> ChargeAsync(ChargeRequest request) => await Method.ChargeAsync(request, CancellationToken.None);

    public async Task<ChargeOutcome> FindAsync(ChargeRequest request) => await Method.FindAsync(request, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Method.Dispose();
        _network.Dispose();
        await Fake.DisposeAsync();
    }
}
