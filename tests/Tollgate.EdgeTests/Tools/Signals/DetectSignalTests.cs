using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Calls.Errors;
using Tollgate.EdgeTests.Tools.Mcp;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools.Signals;

public sealed class DetectSignalTests
{
    [Fact]
    public async Task Detectors_OfOneRequest_NameItInTheBooks()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.PostAsync("set_signals_order", """{"order":["signal_hiring_sales_rep","signal_socials_spike"]}""");
        await stage.PostAsync("signal_socials_spike", """{"domain":"acme.com"}""");
        var other = await stage.PostAsync("detect_signal", """{"domain":"acme.com"}""");

        var reply = await stage.PostAsync("detect_signal", """{"domain":"acme.com"}""");

        var request = reply.Header("X-Tollgate-Request-Id").ShouldNotBeNull();
        var reserved = (await stage.Tools.TransactionsAsync()).Where(t => t.GetProperty("type").GetString() == "reserve").ToList();
        reserved.Select(t => (t.GetProperty("tool").GetString(), t.GetProperty("parent_request_id").GetString())).ShouldBe(
        [
            ("signal_socials_spike", request), ("signal_hiring_sales_rep", request),
            ("signal_socials_spike", other.Header("X-Tollgate-Request-Id")), ("signal_hiring_sales_rep", other.Header("X-Tollgate-Request-Id")),
            ("signal_socials_spike", null),
        ]);
        var calls = await stage.Tools.Server.ManageAsync(
            HttpMethod.Get, $"/workspaces/{stage.Tools.Tenant.Workspace.Id}/calls?parent_request_id={request}");
        var rows = calls.Json.GetProperty("data").EnumerateArray().ToList();
        rows.Select(row => (row.GetProperty("route").GetString(), row.GetProperty("parent_request_id").GetString()))
            .ShouldBe([("tools.signal_socials_spike", request), ("tools.signal_hiring_sales_rep", request)]);
        rows.Select(row => row.GetProperty("request_id").GetString()).ShouldBe(reserved.Take(2).Select(t => t.GetProperty("request_id").GetString()));
    }

    private const string Detect = "detect_signal";
    private const string Ask = """{"domain":"acme.com","verbose":true}""";
    private const string AskAll = """{"domain":"acme.com","techs":["HubSpot"],"job_title_filters":"CTO","verbose":true}""";
    private const string Skipped = "X-Tollgate-Signals-Skipped";

    private static readonly string[] Hiring =
        ["signal_hiring_support", "signal_hiring_sales_rep", "signal_hiring_sales_leadership", "signal_hiring_sales_rep_repost"];

    private static readonly string[] OfSample =
    [
        "signal_trustpilot_negative_reviews", "signal_trustpilot_negative_support_reviews", "signal_trustpilot_positive_reviews", "signal_socials_spike",
    ];

    [Fact]
    public async Task Detectors_InTheUsualOrder_EachAnswerAndAreCharged()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Detect, AskAll);

        SignalStage.Names(reply.Json.GetProperty("signals")).ShouldBe(["signal_hiring_role", .. Hiring, "signal_technologies_identified", .. OfSample]);
        reply.Json.GetProperty("skipped").GetArrayLength().ShouldBe(0);
        reply.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(50);
        reply.Json.GetProperty("signals")[0].GetProperty("data").GetProperty("matching_jobs_count").GetInt32().ShouldBe(2);
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("50");
        reply.Header(Skipped).ShouldBeNull();
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((50, 0));
        (await stage.Tools.TypesAsync()).Count(type => type == "commit").ShouldBe(10);
    }

    [Fact]
    public async Task Answer_WithoutVerbose_IsAListOfSignals()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.PostAsync("set_signals_order", """{"order":["signal_hiring_support"]}""");

        var reply = await stage.PostAsync(Detect, """{"domain":"acme.com"}""");

        reply.Body.ShouldBe(
            """[{"signal_name":"signal_hiring_support","data":{"domain":"acme.com","is_detected":false,"total_jobs":4,"matching_jobs_count":0,"matching_jobs":[]}}]""");
    }

    [Fact]
    public async Task Detectors_WithoutWhatTheyNeedOrLeftOut_AreSkipped()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.PostAsync(
            "set_signals_order",
            """{"order":["signal_technologies_identified","signal_hiring_sales_rep","signal_hiring_role"]}""");

        var reply = await stage.PostAsync(Detect, Ask);

        SignalStage.Names(reply.Json.GetProperty("signals")).ShouldBe(["signal_hiring_sales_rep"]);
        SignalStage.Skipped(reply.Json).ShouldBe(
        [
            "technologies_identified=MISSING_PARAMETER", "hiring_role=MISSING_PARAMETER", "hiring_support=NOT_IN_ORDER",
            "hiring_sales_leadership=NOT_IN_ORDER", "hiring_sales_rep_repost=NOT_IN_ORDER", "trustpilot_negative_reviews=NOT_IN_ORDER",
            "trustpilot_negative_support_reviews=NOT_IN_ORDER", "trustpilot_positive_reviews=NOT_IN_ORDER", "socials_spike=NOT_IN_ORDER",
        ]);
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Detectors_ThatFail_CostNothingAndEndNoOther()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Answer(SignalStage.Board, "oops", 500);

        var reply = await stage.PostAsync(Detect, Ask);

        SignalStage.Names(reply.Json.GetProperty("signals")).ShouldBe(OfSample);
        SignalStage.Skipped(reply.Json).ShouldBe(
            ["hiring_role=MISSING_PARAMETER", .. Hiring.Select(name => name["signal_".Length..] + "=PROVIDER_ERROR"), "technologies_identified=MISSING_PARAMETER"],
            ignoreOrder: true);
        reply.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(20);
        stage.Status.Balance.ShouldBe(80);
        (await stage.Tools.TypesAsync()).Count(type => type == "refund").ShouldBe(4);
        stage.Web.Asked.Count(address => address == SignalStage.Board).ShouldBe(1);
    }

    [Fact]
    public async Task Wallet_ThatPaysForSome_RunsThoseThatStandFirst()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.LeaveAsync(12);

        var reply = await stage.PostAsync(Detect, Ask);

        SignalStage.Names(reply.Json.GetProperty("signals")).ShouldBe(["signal_hiring_support", "signal_hiring_sales_rep"]);
        SignalStage.Skipped(reply.Json).Count(s => s.EndsWith("=INSUFFICIENT_TOKENS", StringComparison.Ordinal)).ShouldBe(6);
        stage.Status.Balance.ShouldBe(2);
    }

    [Fact]
    public async Task Wallet_ThatPaysForNone_GetsAnEmptyListAndTheReasons()
    {
        await using var stage = await SignalStage.StartAsync();
        await stage.LeaveAsync(0);

        var plain = await stage.PostAsync(Detect, """{"domain":"acme.com","techs":["HubSpot"],"job_title_filters":"CTO"}""");
        var verbose = await stage.PostAsync(Detect, AskAll);

        ((int)plain.Status, plain.Body).ShouldBe((200, "[]"));
        plain.Header(Skipped)!.Split(", ").Length.ShouldBe(10);
        plain.Header(Skipped)!.ShouldStartWith("signal_hiring_role=INSUFFICIENT_TOKENS, signal_hiring_support=INSUFFICIENT_TOKENS");
        verbose.Json.GetProperty("signals").GetArrayLength().ShouldBe(0);
        SignalStage.Skipped(verbose.Json).ShouldAllBe(s => s.EndsWith("=INSUFFICIENT_TOKENS", StringComparison.Ordinal));
        verbose.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(0);
        stage.Web.Asked.ShouldBeEmpty();
        stage.Status.Balance.ShouldBe(0);
    }

    [Fact]
    public async Task Detectors_ThatFoundNothing_AreNotChargedWhereOnlyThoseThatFiredAre()
    {
        await using var stage = await SignalStage.StartAsync(firedOnly: true);

        var reply = await stage.PostAsync(Detect, Ask);

        SignalStage.Names(reply.Json.GetProperty("signals")).ShouldBe(["signal_hiring_sales_rep", "signal_hiring_sales_leadership"]);
        SignalStage.Skipped(reply.Json).Count(s => s.EndsWith("=NOT_DETECTED", StringComparison.Ordinal)).ShouldBe(6);
        reply.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(10);
        stage.Status.Balance.ShouldBe(90);
        (await stage.Tools.TransactionsAsync()).Where(t => t.GetProperty("type").GetString() == "refund")
            .ShouldAllBe(t => t.GetProperty("reason").GetString() == "not_fired");
    }

    [Theory]
    [InlineData("12", 2, 10)]
    [InlineData("5", 1, 5)]
    [InlineData("4", 0, 0)]
    [InlineData("0", 0, 0)]
    public async Task PriceLimit_OfTheCaller_BoundsTheWhole(string limit, int ran, long charged)
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Detect, Ask, ("X-Tollgate-Max-Cost-Tokens", limit));

        reply.Json.GetProperty("signals").GetArrayLength().ShouldBe(ran);
        reply.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(charged);
        SignalStage.Skipped(reply.Json).ShouldContain("socials_spike=MAX_COST_TOKENS");
        stage.Status.Balance.ShouldBe(100 - charged);
    }

    [Theory]
    [InlineData("""{"domain":"10.0.0.1"}""", "domain")]
    [InlineData("""{"domain":"acme.com","techs":["Hubsspot"]}""", "technologies[0]")]
    [InlineData("""{"domain":"acme.com","job_title_filters":"("}""", "job_title_filters")]
    public async Task Arguments_ThatDoNotFit_AreRefusedBeforeAnythingRuns(string arguments, string param)
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Detect, arguments);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        stage.Web.Asked.ShouldBeEmpty();
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task IdempotencyKey_OfTheWhole_ChargesOnceAndAnswersTheSame()
    {
        await using var stage = await SignalStage.StartAsync();

        var first = await stage.PostAsync(Detect, AskAll, ("Idempotency-Key", "one"));
        var second = await stage.PostAsync(Detect, AskAll, ("Idempotency-Key", "one"));

        second.Body.ShouldBe(first.Body);
        second.Header("X-Tollgate-Cost-Tokens").ShouldBe("50");
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Status.Balance.ShouldBe(50);
        (await stage.PostAsync(Detect, Ask, ("Idempotency-Key", "one"))).Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task Caller_WhoLeaves_PaysForWhatHadBegunAndNoMore()
    {
        await using var stage = await SignalStage.StartAsync();
        var (asked, release) = stage.Web.Hold(SignalStage.Board);
        using var left = new CancellationTokenSource();
        var tool = stage.Tools.Server.Services.GetRequiredService<ToolShelf>().Find("signals", Detect)!;

        var run = Task.Run(() => tool.RunAsync(Call(stage, tool, Ask), left.Token).AsTask());
        await asked;
        await left.CancelAsync();
        release("""{"jobs":[]}""");
        using var answer = JsonDocument.Parse((await run).Body);

        SignalStage.Names(answer.RootElement.GetProperty("signals")).ShouldBe(["signal_hiring_support"]);
        SignalStage.Skipped(answer.RootElement).ShouldContain("socials_spike=CALLER_LEFT");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((95, 0));
    }

    [Fact]
    public async Task Detector_ThatBreaksByADefect_IsRefundedAndKeepsNothingFromTheCaller()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Spike.Answer = (_, _) => throw new InvalidOperationException("a bug");

        var reply = await stage.PostAsync(Detect, Ask);

        reply.Json.GetProperty("signals").GetArrayLength().ShouldBe(7);
        SignalStage.Skipped(reply.Json).ShouldContain("socials_spike=INTERNAL_ERROR");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((65, 0));
    }

    [Fact]
    public async Task Detector_OfTheOperator_RunsInThePlaceOfOneWithSampleDataAtItsOwnPrice()
    {
        await using var stage = await SignalStage.StartAsync(spikeCost: 17);
        stage.Spike.Answer = (call, _) => new(ToolAnswer.Ok(json => json.WriteString("asked", call.Arguments.Text("domain"))));
        await stage.PostAsync("set_signals_order", """{"order":["signal_socials_spike"]}""");

        var reply = await stage.PostAsync(Detect, """{"company":"acme.com"}""");

        reply.Body.ShouldBe("""[{"signal_name":"signal_socials_spike","data":{"asked":"acme.com"}}]""");
        stage.Status.Balance.ShouldBe(83);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task ChargedTokens_OverAnyFailures_AreWhatTheWalletLost(int seed, bool firedOnly)
    {
        await using var stage = await SignalStage.StartAsync(firedOnly);
        var chance = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            stage.Tools.Server.Time.Advance(TimeSpan.FromMinutes(11));
            await Break(stage, chance);
            var before = stage.Status;
            (string, string)[] limit = chance.Next(3) == 0 ? [("X-Tollgate-Max-Cost-Tokens", $"{chance.Next(60)}")] : [];

            var reply = await stage.PostAsync(Detect, AskAll, limit);

            var charged = reply.Json.GetProperty("charged_tokens").GetInt64();
            var names = SignalStage.Names(reply.Json.GetProperty("signals"));
            (before.Balance - stage.Status.Balance).ShouldBe(charged, $"round {round}: {reply.Body}");
            stage.Status.Reserved.ShouldBe(0);
            stage.Status.Sums.IsEven.ShouldBeTrue();
            charged.ShouldBe(5 * names.Length);
            reply.Header("X-Tollgate-Cost-Tokens").ShouldBe($"{charged}");
            names.Concat(SignalStage.Skipped(reply.Json).Select(s => "signal_" + s.Split('=')[0])).Order()
                .ShouldBe(["signal_hiring_role", .. Hiring.Order(), "signal_socials_spike", "signal_technologies_identified", .. OfSample[..3].Order()], ignoreOrder: true);
        }
    }

    private static async Task Break(SignalStage stage, Random chance)
    {
        stage.Web.Answer(SignalStage.Board, chance.Next(2) == 0 ? """{"jobs":[]}""" : "garbage", chance.Next(3) == 0 ? 503 : 200);
        if (chance.Next(2) == 0)
        {
            stage.Web.Break(SignalStage.Page).Break("https://www.acme.com/");
        }
        else
        {
            stage.Web.Answer(SignalStage.Page, "<html>", 200, "text/html");
        }

        stage.Spike.Answer = chance.Next(4) switch
        {
            0 => (_, _) => throw new InvalidOperationException("a bug"),
            1 => (_, _) => new(ToolAnswer.Refuse(new Refusal(ErrorCode.PROVIDER_ERROR, "It failed."))),
            2 => (_, _) => new(ToolAnswer.Ok(json => json.WriteBoolean("spike_detected", true))),
            _ => (_, _) => new(ToolAnswer.Ok(json => json.WriteBoolean("spike_detected", false), ToolOutcome.NotFound)),
        };
        var some = chance.Next(60);
        if (stage.Status.Balance < some)
        {
            await stage.Tools.Server.Meter.Wallets.MoveAsync(WalletMove.Grant(stage.Tools.Wallet, (UInt128)chance.NextInt64(), some, "more"));
        }
    }

    private static ToolCall Call(SignalStage stage, ITool tool, string arguments) => new()
    {
        Definition = tool.Definition,
        Arguments = ArgumentReader.Read(tool.Definition, Encoding.UTF8.GetBytes(arguments), out _)!,
        Known = [],
        Key = stage.Tools.Key.Key,
        RequestId = new Id<RequestKind>(77),
        AtMs = stage.Tools.Server.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        StartedTimestamp = stage.Tools.Server.Time.GetTimestamp(),
    };

    [Fact]
    public async Task Detectors_ThatTakeTooLongTogether_LeaveTheRestOut()
    {
        await using var stage = await SignalStage.StartAsync();
        var (asked, release) = stage.Web.Hold("https://acme.com/careers");

        var call = stage.PostAsync(Detect, Ask);
        await asked;
        stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(61));
        release("");
        var reply = await call;

        SignalStage.Skipped(reply.Json).ShouldContain("socials_spike=PROVIDER_TIMEOUT");
        reply.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Answer_OverMcp_IsAnObjectAndSaysWhatWasSkipped()
    {
        await using var stage = await McpStage.StartAsync();
        await stage.Tools.PostAsync("set_signals_order", """{"order":["signal_socials_spike","signal_hiring_role"]}""");

        var result = await stage.CallAsync(Detect, """{"domain":"acme.com"}""");

        var list = result.GetProperty("structuredContent").GetProperty("result");
        SignalStage.Names(list).ShouldBe(["signal_socials_spike"]);
        JsonDocument.Parse(result.GetProperty("content")[0].GetProperty("text").GetString()!).RootElement.GetArrayLength().ShouldBe(1);
        var meta = result.GetProperty("_meta");
        meta.GetProperty("tollgate/charged_tokens").GetInt64().ShouldBe(5);
        meta.GetProperty("tollgate/signals_skipped").GetString()!.ShouldStartWith("signal_hiring_role=MISSING_PARAMETER");
    }

    [Fact]
    public async Task PriceLimit_OverMcp_BoundsTheWhole()
    {
        await using var stage = await McpStage.StartAsync();

        var result = await stage.CallAsync(Detect, Ask, """{"tollgate/max_cost_tokens":7}""");

        result.GetProperty("structuredContent").GetProperty("charged_tokens").GetInt64().ShouldBe(5);
        stage.Tools.Status.Balance.ShouldBe(95);
    }
}
