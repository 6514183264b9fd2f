using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Payments;

/// <summary>kill -9 while tokens are bought: what was answered is so, and what was charged is credited, once.</summary>
public sealed class KilledPurchaseTests
{
    private const int StartTokens = 100;

    [Fact]
    public async Task Kill_AgainAndAgainWhileBuying_CreditsEachChargeOnce()
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync("""{"name":"k","scopes":["infer","tools","wallet_read","wallet_buy"]}""");
        await scene.Manage.PutAsync($"workspaces/{scene.Workspace}/wallet/card", """{"test_card":"4242424242424242"}""");
        var answered = new HashSet<string>(StringComparer.Ordinal);
        for (var cycle = 0; cycle < Cycles(); cycle++)
        {
            await BuyUntilKilledAsync(scene, secret, answered, 60 + (cycle * 37 % 100));
            await scene.StartGatewayAsync();

            var invoices = await Eventually.GetAsync(() => InvoicesAsync(scene, secret), all => all.All(i => i.Status != "pending"));

            invoices.Select(i => i.Id).ShouldBeUnique();
            answered.Except(invoices.Where(i => i.Status == "paid").Select(i => i.Id), StringComparer.Ordinal).ShouldBeEmpty("answered, and not kept");
            invoices.ShouldAllBe(i => i.Status == "paid" || i.Status == "failed");
            var wallet = await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/wallet");
            wallet["balance_tokens"]!.GetValue<long>().ShouldBe(StartTokens + (500 * invoices.Count(i => i.Status == "paid")));
            var doctor = await scene.CommandAsync("doctor");
            doctor.ExitCode.ShouldBe(0, doctor.Output);
        }

        answered.Count.ShouldBeGreaterThan(0);
    }

    private static async Task BuyUntilKilledAsync(Scene scene, string secret, HashSet<string> answered, int bought)
    {
        var killed = false;
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!Volatile.Read(ref killed))
            {
                try
                {
                    using var reply = await SendAsync(scene, HttpMethod.Post, "buy_tokens", secret, """{"amount_usd":5}""");
                    var answer = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
                    reply.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
                    lock (answered)
                    {
                        answered.Add(answer["invoice_id"]!.GetValue<string>());
                    }
                }
                catch (Exception gone) when (gone is HttpRequestException or IOException)
                {
                    return;
                }

                // In the middle of the others' purchases.
                if (Interlocked.Increment(ref count) == bought)
                {
                    Volatile.Write(ref killed, true);
                    await scene.Gateway.KillAsync();
                }
            }
        }));
    }

    private static async Task<IReadOnlyList<(string Id, string Status)>> InvoicesAsync(Scene scene, string secret)
    {
        var all = new List<(string, string)>();
        string? cursor = null;
        do
        {
            using var reply = await SendAsync(scene, HttpMethod.Get, "list_invoices?limit=100" + (cursor is null ? "" : "&cursor=" + cursor), secret, null);
            var page = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
            reply.StatusCode.ShouldBe(HttpStatusCode.OK, page.ToJsonString());
            all.AddRange(page["invoices"]!.AsArray().Select(i => (i!["id"]!.GetValue<string>(), i["status"]!.GetValue<string>())));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        return all;
    }

    private static async Task<HttpResponseMessage> SendAsync(Scene scene, HttpMethod method, string tool, string secret, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(scene.Gateway.Address, "/api/v0/" + tool));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await scene.Http.SendAsync(request);
    }

    private static int Cycles() =>
        int.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_PURCHASE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var cycles) ? cycles : 3;
}
