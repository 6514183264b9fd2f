using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Crashes;

/// <summary>kill -9 right after an answer: what was answered is so.</summary>
public sealed class KillAfterAnswerTests
{
    // Ten tokens at ten USD a million.
    private const decimal Cost = 0.0001m;

    [Fact]
    public async Task Kill_RightAfterATopUpAndAMintedKey_LosesNeither()
    {
        await using var scene = await Scene.StartAsync("""{"name":"w","plan":"pro"}""");
        var (parent, parentSecret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.00005,"scopes":["infer","mint"]}""");
        (await CallAsync(scene, parentSecret)).ShouldBe(HttpStatusCode.PaymentRequired);

        var row = await scene.Manage.PostAsync($"workspaces/{scene.Workspace}/budgets/key/{parent}/top-ups", """{"amount_usd":0.0002}""");
        row["budget_usd"]!.GetValue<decimal>().ShouldBe(0.00025m);

        // The cap of the run key may not pass its parent's own budget, topped up or not.
        var child = await MintAsync(scene, parentSecret, """{"budget_usd":0.00005}""");
        var childSecret = child["secret"]!.GetValue<string>();
        (await CallAsync(scene, childSecret)).ShouldBe(HttpStatusCode.PaymentRequired);

        // A refusal has nothing but its row in the log, which a kill may take as long as nobody has seen it there.
        (await RefusedAsync(scene)).ShouldBe(2);
        await scene.Manage.PostAsync($"workspaces/{scene.Workspace}/budgets/key/{child["id"]}/top-ups", """{"amount_usd":0.0002}""");
        await scene.Gateway.KillAsync();
        await scene.StartGatewayAsync();

        // Two calls fit into the parent's 0.00025, and each of them counts on both keys.
        (await CallAsync(scene, childSecret)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(scene, childSecret)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync(scene, childSecret)).ShouldBe(HttpStatusCode.PaymentRequired);
        foreach (var id in new[] { parent, child["id"]!.GetValue<string>() })
        {
            var budget = await scene.BudgetAsync("key", id);
            budget["budget_usd"]!.GetValue<decimal>().ShouldBe(0.00025m);
            budget["spent_usd"]!.GetValue<decimal>().ShouldBe(2 * Cost);
        }

        var told = (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/events?kind=budget_warning"))["data"]!.AsArray();
        told.Select(e => e!["data"]!["id"]!.GetValue<string>()).ShouldBe([parent, child["id"]!.GetValue<string>()], ignoreOrder: true);

        // Five calls stand in the log; the count of the quota is made from it.
        (await RefusedAsync(scene)).ShouldBe(3);
        await scene.Gateway.KillAsync();
        await scene.StartGatewayAsync();
        using var models = await SendAsync(scene, HttpMethod.Get, "/v1/models", parentSecret, null);
        models.Headers.GetValues("X-Tollgate-Quota-Used").ShouldBe(["5"]);
        (await scene.CommandAsync("doctor")).ExitCode.ShouldBe(0);
    }

    private static async Task<int> RefusedAsync(Scene scene) =>
        (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls?error_code=KEY_BUDGET_EXCEEDED"))["data"]!.AsArray().Count;

    private static async Task<HttpStatusCode> CallAsync(Scene scene, string secret)
    {
        using var reply = await scene.ChatAsync(secret, Scene.Body(10));
        _ = await reply.Content.ReadAsStringAsync();
        return reply.StatusCode;
    }

    private static async Task<JsonNode> MintAsync(Scene scene, string secret, string body)
    {
        using var reply = await SendAsync(scene, HttpMethod.Post, "/v1/keys", secret, body);
        var text = await reply.Content.ReadAsStringAsync();
        reply.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpResponseMessage> SendAsync(Scene scene, HttpMethod method, string path, string secret, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(scene.Gateway.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await scene.Http.SendAsync(request);
    }
}
