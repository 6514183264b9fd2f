using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Kit;

/// <summary>A gateway and a fake Stripe, each in a process of its own, that know each other; a workspace, and its key that may buy. A wallet begins
/// with 100 tokens, and a dollar buys 100.</summary>
internal sealed class PaymentScene : IAsyncDisposable
{
    public const string WebhookSecret = "whsec_canaryOfTheTests";
    private readonly TempDirectory _data = new();
    private string _key = "";

    private PaymentScene(FakeStripeProcess stripe) => Stripe = stripe;

    public FakeStripeProcess Stripe { get; }

    public TollgateProcess Gateway { get; private set; } = null!;

    public ManageClient Manage { get; private set; } = null!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };

    public string Workspace { get; private set; } = "";

    public static async Task<PaymentScene> StartAsync()
    {
        var scene = new PaymentScene(await FakeStripeProcess.StartAsync());
        var ready = false;
        try
        {
            await scene.StartGatewayAsync();
            scene.Workspace = (await scene.Manage.PostAsync("workspaces", """{"name":"scene"}"""))["id"]!.GetValue<string>();
            var key = await scene.Manage.PostAsync(
                $"workspaces/{scene.Workspace}/keys", """{"name":"buyer","scopes":["infer","tools","wallet_read","wallet_buy"]}""");
            scene._key = key["secret"]!.GetValue<string>();
            ready = true;
            return scene;
        }
        finally
        {
            if (!ready)
            {
                // No process outlives the test that started it.
                await scene.DisposeAsync();
            }
        }
    }

    /// <summary>Starts the gateway, also again on the same data; events are sent to it from then on.</summary>
    public async Task StartGatewayAsync()
    {
        Manage?.Dispose();
        Gateway = await TollgateProcess.StartAsync(_data, new Dictionary<string, string>
        {
            ["TOLLGATE_PAYMENTS__STRIPE__SECRET_KEY"] = FakeStripeProcess.SecretKey,
            ["TOLLGATE_PAYMENTS__STRIPE__WEBHOOK_SECRETS"] = WebhookSecret + ",whsec_before",
            ["TOLLGATE_PAYMENTS__STRIPE__ADDRESS"] = Stripe.Address.AbsoluteUri,
            ["TOLLGATE_PAYMENTS__RETURN_URL"] = "https://shop.example/billing",
            ["TOLLGATE_LOG__LEVEL"] = "trace",
        });
        Manage = new ManageClient(Gateway.Address);
        await Stripe.SendEventsToAsync(new Uri(Gateway.Address, "/webhooks/stripe"), WebhookSecret);
    }

    /// <summary>Calls a tool; its status and its reply.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Reply)> CallAsync(string tool, string arguments = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Address, $"/tools/admin/api/v0/{tool}"));
        request.Content = new StringContent(arguments, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Sends an event as a stranger would; the status.</summary>
    public async Task<HttpStatusCode> SendEventAsync(string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Address, "/webhooks/stripe"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        }

        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }

    public async Task<long> BalanceAsync() => (await CallAsync("get_token_balance")).Reply["balance"]!.GetValue<long>();

    /// <summary>The balance once it is so high, or whatever it is after half a minute.</summary>
    public Task<long> BalanceAsync(long wanted) => Eventually.GetAsync(BalanceAsync, balance => balance == wanted);

    /// <summary>Buys 25 USD on a page, which saves the card; Stripe's id of the customer. The wallet then has 2,600 tokens.</summary>
    public async Task<string> BuyOnAPageAsync(string number = "4242424242424242")
    {
        var (_, reply) = await CallAsync("buy_tokens", """{"amount_usd":25}""");
        ((string?)reply["status"]).ShouldBe("checkout_required", reply.ToJsonString());
        var page = new Uri((string)reply["checkout_url"]!).Segments[^1];
        var done = await Stripe.WishAsync("complete", new JsonObject { ["page"] = page, ["number"] = number });
        (await BalanceAsync(2_600)).ShouldBe(2_600);
        return (string)done["customer"]!;
    }

    /// <summary>The customer makes another card the one that is charged.</summary>
    public async Task ChooseAsync(string customer, string number)
    {
        var card = await Stripe.WishAsync("card", new JsonObject { ["customer"] = customer, ["number"] = number });
        await Stripe.WishAsync("choose", new JsonObject { ["customer"] = customer, ["card"] = (string?)card["id"] });
        var shown = await Eventually.GetAsync(
            () => Manage.GetAsync($"workspaces/{Workspace}/wallet"), wallet => (string?)wallet["card"]?["last4"] == number[^4..]);
        ((string?)shown["card"]!["last4"]).ShouldBe(number[^4..]);
    }

    /// <summary>Ids of the payment intents that succeeded.</summary>
    public async Task<IReadOnlyList<string>> PaidAsync() =>
        [.. (await Stripe.IntentsAsync()).Where(intent => (string?)intent["status"] == "succeeded").Select(intent => (string)intent["id"]!)];

    /// <summary>A request that the operator makes of Stripe on the dashboard.</summary>
    public async Task<JsonNode> DashboardAsync(string path, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Stripe.Address, path)) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", FakeStripeProcess.SecretKey);
        using var response = await Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>What the product says of its own books.</summary>
    public Task<Finished> DoctorAsync() => RunProgram.TollgateAsync(_data, null, "doctor");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Manage?.Dispose();
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        await Stripe.DisposeAsync();
        _data.Dispose();
    }
}
