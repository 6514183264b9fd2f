using System.Net;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Relay;

/// <summary>Whatever an upstream does with a plain call: what the caller sees, and what it costs.</summary>
public sealed class PlainOutcomeTests
{
    private const string NoUsage = """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"hi"}}]}""";

    public enum Charge
    {
        Nothing,
        Bound,
    }

    [Fact]
    public async Task Reply_WithUsage_CostsThatUsageAndCarriesTheBlock()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(13_000);
        row.Flags.ShouldBe(CallFlags.None);
        stage.Budget().ShouldBe((13_000, 0));
        reply.Header("X-Tollgate-Cost-Usd").ShouldBe("0.000013");
        var whole = FakeReplies.Completion(7, 3);
        reply.Body.ShouldBe(whole[..^1] + $",\"tollgate\":{{\"request_id\":\"{row.RequestId}\",\"cost_usd\":0.000013,\"model\":\"m\","
            + "\"provider\":\"openai\",\"latency_ms\":0,\"tokens\":{\"prompt\":7,\"completion\":3,\"total\":10,\"cached\":0,\"reasoning\":0}}}");
    }

    [Fact]
    public async Task Reply_BlockSwitchedOff_PassesByteForByte()
    {
        await using var stage = await CallStage.StartAsync(new() { ReplyBlock = false });
        const string odd = "{ \"usage\" : {\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2} ,\n\"x\":\"\\u00e9\",\"unknown\":[1.50] }\n";
        stage.Upstream.ReplyPlain(odd);

        (await stage.CallAsync(CallStage.Ask)).Body.ShouldBe(odd);
    }

    [Fact]
    public async Task Request_NothingToChange_ReachesTheUpstreamByteForByte()
    {
        await using var stage = await CallStage.StartAsync();
        const string odd = "{ \"model\" : \"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u0048i\"}] , \"x_unknown\": [1.50,{}] }";

        await stage.CallAsync(odd);

        stage.Upstream.Requests.Single().BodyText.ShouldBe(odd);
        stage.Upstream.Requests.Single().Head.ShouldContain("Authorization: Bearer sk-upstream");
    }

    [Theory]
    [InlineData(NoUsage, 200, Charge.Bound, 200, null)]
    [InlineData("""{"usage":{"prompt_tokens":-5,"completion_tokens":3,"total_tokens":-2},"choices":[]}""", 200, Charge.Bound, 200, null)]
    [InlineData("""{"usage":{"prompt_tokens":99999999999999999999999,"completion_tokens":3},"choices":[]}""", 200, Charge.Bound, 200, null)]
    [InlineData("""{"usage":{"prompt_tokens":900000000,"completion_tokens":3,"total_tokens":900000003},"choices":[]}""", 200, Charge.Bound, 200, null)]
    [InlineData("<html>busy</html>", 200, Charge.Bound, 502, "PROVIDER_ERROR")]
    [InlineData("", 200, Charge.Bound, 502, "PROVIDER_ERROR")]
    [InlineData("""{"error":{"message":"overloaded"}}""", 200, Charge.Nothing, 502, "PROVIDER_ERROR")]
    [InlineData("""{"error":{"message":"boom"}}""", 500, Charge.Nothing, 502, "PROVIDER_ERROR")]
    [InlineData("""{"error":{"message":"who?"}}""", 401, Charge.Nothing, 502, "PROVIDER_ERROR")]
    [InlineData("""{"error":{"message":"bad top_p","param":"top_p"}}""", 400, Charge.Nothing, 400, "INVALID_REQUEST")]
    [InlineData("""{"error":{"message":"bad"}}""", 422, Charge.Nothing, 400, "INVALID_REQUEST")]
    [InlineData("", 413, Charge.Nothing, 413, "PAYLOAD_TOO_LARGE")]
    public async Task Reply_OfAnyKind_HasItsOutcome(string body, int upstream, Charge charge, int status, string? code)
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(body, upstream);

        var reply = await stage.CallAsync(CallStage.Ask);

        ((int)reply.Status).ShouldBe(status);
        reply.Code.ShouldBe(code);
        await ShouldCostAsync(stage, charge);
    }

    [Fact]
    public async Task Reply_401And429_SayWhetherToRetry()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("{}", 401).ReplyPlain("{}", 429, "Retry-After: 7\r\n");

        var denied = await stage.CallAsync(CallStage.Ask);
        var busy = await stage.CallAsync(CallStage.Ask);

        denied.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        denied.Error.GetProperty("provider_status").GetInt32().ShouldBe(401);
        busy.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        busy.Header("Retry-After").ShouldBe("7");
    }

    [Fact]
    public async Task Reply_400_CarriesTheProvidersWordsWithoutItsIds()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"error":{"message":"Unknown parameter for org-Abc123Def456Ghi789: 'top_q'","param":"top_q"}}""", 400);

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Param.ShouldBe("top_q");
        reply.Error.GetProperty("message").GetString()!.ShouldContain("'top_q'");
        reply.Body.ShouldNotContain("Abc123");
    }

    [Fact]
    public async Task Connection_Refused_CostsNothing()
    {
        await using var stage = await CallStage.StartAsync();
        await stage.Upstream.DisposeAsync();

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await ShouldCostAsync(stage, Charge.Nothing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(150)]
    public async Task Connection_BreaksAfterSending_CostsTheBound(int bytes)
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ResetAfter(bytes, FakeReplies.Plain(FakeReplies.Completion(7, 3)));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        await ShouldCostAsync(stage, Charge.Bound);
    }

    [Fact]
    public async Task Upstream_Silent_TimesOutAndCostsTheBound()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Hang();

        var call = stage.CallAsync(CallStage.Ask);
        var exchange = await stage.Upstream.NextAsync();
        while (!call.IsCompleted)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        var reply = await call;
        reply.Code.ShouldBe("PROVIDER_TIMEOUT");
        reply.Error.GetProperty("timeout_seconds").GetInt32().ShouldBe(120);
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
        await ShouldCostAsync(stage, Charge.Bound);
    }

    [Fact]
    public async Task Reply_Compressed_CostsTheBoundSinceItsUsageIsHidden()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(1, 1), 200, "Content-Encoding: gzip\r\n");

        (await stage.CallAsync(CallStage.Ask)).Code.ShouldBe("PROVIDER_ERROR");

        await ShouldCostAsync(stage, Charge.Bound);
    }

    [Fact]
    public async Task Usage_BeyondTheBound_IsChargedAndFlagged()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(50_000, 100));

        await stage.CallAsync(CallStage.Ask);

        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Variance);
        row.CostNanoUsd.ShouldBe(50_200_000);
    }

    [Fact]
    public async Task Search_AskedForAndNotReported_IsChargedAsItWasHeld()
    {
        await using var stage = await CallStage.StartAsync(new() { HostedTools = true });
        stage.Customers.Put(stage.Tenant, "openai", "m", new Metering.Prices.ModelPrice
        {
            Version = "",
            Base = new Metering.Prices.PriceSheet { Input = new(1_000_000_000), Output = new(2_000_000_000) },
            SearchFee = new(35_000_000),
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        await stage.CallAsync("""{"model":"m","max_tokens":100,"web_search_options":{},"messages":[{"role":"user","content":"Hello"}]}""");

        (await stage.RowAsync()).CostNanoUsd.ShouldBe(35_013_000);
    }

    [Fact]
    public async Task Caller_LeavesAPlainCall_IsFinishedAndChargedByItsUsage()
    {
        await using var stage = await CallStage.StartAsync();
        var gate = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await gate.Task;
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });

        using (await stage.SendRawAsync(CallStage.Ask))
        {
            await stage.Upstream.NextAsync();
        }

        gate.SetResult();
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Caller_LeavesAndTheWorkspaceCancels_CostsTheBound()
    {
        await using var stage = await CallStage.StartAsync(new() { OnDisconnect = Metering.Customers.OnDisconnect.Cancel });
        stage.Upstream.Hang();
        FakeExchange exchange;
        using (await stage.SendRawAsync(CallStage.Ask))
        {
            exchange = await stage.Upstream.NextAsync();
        }

        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.ChargedAtBound | CallFlags.CallerLeft);
        row.Status.ShouldBe(499);
        row.ErrorCode.ShouldBeNull();
        row.CostNanoUsd.ShouldBe(row.BoundNanoUsd);
    }

    [Fact]
    public async Task Caller_LeavesBeforeTheRequestIsOut_PaysNothing()
    {
        await using var stage = await CallStage.StartAsync(new() { OnDisconnect = Metering.Customers.OnDisconnect.Cancel });
        using var deaf = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        _ = stage.Customers.Put(stage.Tenant, "openai", account => account! with { BaseUrl = $"http://{deaf.LocalEndpoint}/v1" });

        // More than the buffers of both ends hold.
        using (await stage.SendRawAsync(CallStage.Ask.Replace("Hello", new string('x', 24 << 20), StringComparison.Ordinal)))
        {
            _ = await deaf.AcceptSocketAsync(TestContext.Current.CancellationToken);
        }

        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.CallerLeft);
        row.CostNanoUsd.ShouldBe(0);
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Key_RevokedInMidCall_CallEndsAndIsCharged()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            stage.Customers.Revoke(stage.Key.Key);
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });

        (await stage.CallAsync(CallStage.Ask)).Status.ShouldBe(HttpStatusCode.OK);

        (await stage.CallAsync(CallStage.Ask)).Code.ShouldBe("INVALID_API_KEY");
        stage.Budget().ShouldBe((13_000, 0));
    }

    private static async Task ShouldCostAsync(CallStage stage, Charge charge)
    {
        var row = await stage.RowAsync();
        row.BoundNanoUsd.ShouldBeGreaterThan(200_000);
        var expected = charge == Charge.Bound ? row.BoundNanoUsd : 0;
        row.CostNanoUsd.ShouldBe(expected);
        row.Flags.ShouldBe(charge == Charge.Bound ? CallFlags.ChargedAtBound : CallFlags.None);
        stage.Budget().ShouldBe((expected, 0));
    }
}
