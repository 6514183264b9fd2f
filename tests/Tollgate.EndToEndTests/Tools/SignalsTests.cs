using System.Text.Json;
using Tollgate.EndToEndTests.Wallet;
using Tollgate.Testing;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>Signals in a process of their own, its job boards on loopback.</summary>
public sealed class SignalsTests
{
    private const string Order = """{"order":["signal_socials_spike","signal_hiring_support"]}""";
    private const string Ask = """{"domain":"cobblepay.example","verbose":true}""";

    [Fact]
    public async Task Detectors_OverARestart_KeepTheirOrderAndReadTheBoardThatIsSet()
    {
        await using var boards = new FakeUpstream
        {
            Default = exchange => exchange.Request.Head.StartsWith("GET /v1/boards/cobblepay/jobs ", StringComparison.Ordinal)
                ? exchange.SendPlainAsync(FakeBoards.Greenhouse(new FakeJob("1", "Customer Support Agent", "2026-01-02T03:04:05Z")))
                : exchange.SendPlainAsync(FakeBoards.LeverMissing, 404),
        };
        await using var scene = await WalletScene.StartAsync(Settings(boards));
        await scene.CallAsync("set_signals_order", Order);
        (await scene.Gateway.StopAsync()).ShouldBe(0);
        await scene.StartGatewayAsync(Settings(boards));

        var (status, reply) = await scene.CallAsync("detect_signal", Ask);

        status.ShouldBe(200);
        reply.GetProperty("signals").EnumerateArray().Select(s => s.GetProperty("signal_name").GetString())
            .ShouldBe(["signal_socials_spike", "signal_hiring_support"]);
        reply.GetProperty("signals")[1].GetProperty("data").GetProperty("matching_jobs")[0].GetProperty("title").GetString().ShouldBe("Customer Support Agent");
        reply.GetProperty("charged_tokens").GetInt64().ShouldBe(10);
        (await BalanceAsync(scene)).ShouldBe((90, 0));
    }

    [Fact]
    public async Task Detectors_WhoseGatewayIsKilledUnderway_AreChargedForWhatWasDoneAndNoMore()
    {
        await using var boards = new FakeUpstream { Default = exchange => exchange.ClientClosed };
        await using var scene = await WalletScene.StartAsync(Settings(boards));
        await scene.CallAsync("set_signals_order", Order);

        var call = scene.CallAsync("detect_signal", Ask, ("Idempotency-Key", "sweep-1"));
        await boards.NextAsync();
        (await BalanceAsync(scene)).ShouldBe((90, 5));
        await scene.Gateway.KillAsync();
        await Should.ThrowAsync<HttpRequestException>(() => call);
        await scene.StartGatewayAsync(Settings(boards));

        (await BalanceAsync(scene)).ShouldBe((95, 0));
        var (_, history) = await scene.CallAsync("list_token_transactions", null);
        history.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("type").GetString())
            .ShouldBe(["refund", "reserve", "commit", "reserve", "grant"]);
        var (status, refused) = await scene.CallAsync("detect_signal", Ask, ("Idempotency-Key", "sweep-1"));
        status.ShouldBe(409);
        refused.GetProperty("error").GetProperty("reason").GetString().ShouldBe("outcome_unknown");
    }

    private static async Task<(long Balance, long Reserved)> BalanceAsync(WalletScene scene)
    {
        var (_, wallet) = await scene.CallAsync("get_token_balance", null);
        return (Number(wallet, "balance"), Number(wallet, "reserved"));
    }

    private static long Number(JsonElement wallet, string name) => wallet.GetProperty(name).GetInt64();

    private static Dictionary<string, string> Settings(FakeUpstream boards)
    {
        var address = boards.BaseUrl.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string>
        {
            ["TOLLGATE_TOOLS__ALLOW_PRIVATE_ADDRESSES"] = "true",
            ["TOLLGATE_TOOLS__BOARDS__CAREERS_PAGES"] = "false",
            ["TOLLGATE_TOOLS__BOARDS__GREENHOUSE"] = address,
            ["TOLLGATE_TOOLS__BOARDS__LEVER"] = address + "/us",
            ["TOLLGATE_TOOLS__BOARDS__LEVER_EU"] = address + "/eu/",
            ["TOLLGATE_TOOLS__BOARDS__ASHBY"] = address + "/ashby",
        };
    }
}
