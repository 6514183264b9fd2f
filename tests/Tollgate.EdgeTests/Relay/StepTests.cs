using System.Net;
using System.Text;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Relay;

/// <summary>Streams whose worst case does not fit: let in on a first step, followed by their hold, ended where money ends.</summary>
public sealed class StepTests
{
    private const string Ask = """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";
    private const long FirstStep = 1_024 * 2_000;

    [Fact]
    public async Task Stream_WholeBoundDoesNotFit_IsLetInOnAFirstStep()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, FirstStep);
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Delta(" day"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        var reply = await stage.CallAsync(Ask);

        reply.Body.ShouldEndWith(FakeReplies.Done);
        var row = (await stage.LogAsync())[^1];
        row.Flags.ShouldBe(CallFlags.Stepped);
        row.CostNanoUsd.ShouldBe(13_000);
        row.BoundNanoUsd.ShouldBe(input + FirstStep);
        stage.Budget().ShouldBe((26_000, 0));
        stage.Upstream.Requests.Last().BodyText.ShouldNotContain("max_");
    }

    [Fact]
    public async Task Stream_NotEvenTheFirstStepFits_IsRefused()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, FirstStep - 1);

        var reply = await stage.CallAsync(Ask);

        reply.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        stage.Budget().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_WholeBoundFits_IsHeldWhole()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 100_000L * 2_000);
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);

        await stage.CallAsync(Ask);

        var row = (await stage.LogAsync())[^1];
        row.Flags.ShouldBe(CallFlags.None);
        row.BoundNanoUsd.ShouldBe(input + (100_000L * 2_000));
    }

    [Fact]
    public async Task Stream_LongerThanItsSteps_IsAlwaysCoveredByItsHold()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 40_000L * 2_000);
        var go = new SemaphoreSlim(0);
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            for (var i = 0; i < 60; i++)
            {
                await exchange.SendChunkAsync(FakeReplies.Delta(new string('z', 200)));
                await go.WaitAsync();
            }

            await exchange.SendChunkAsync(FakeReplies.Finish() + FakeReplies.Usage(7, 4_000) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        });

        using var socket = await stage.SendRawAsync(Ask);
        var seen = 0L;
        var held = new HashSet<long>();
        for (var i = 0; i < 60; i++)
        {
            seen += await ReadContentAsync(socket, 200);
            var reserved = stage.Budget().Reserved;
            held.Add(reserved);
            reserved.ShouldBeGreaterThanOrEqualTo(input + (seen * 2_000));
            go.Release();
        }

        await ReadContentAsync(socket, 0, "[DONE]");
        var row = (await Eventually.GetAsync(stage.LogAsync, log => log.Count == 2))[^1];
        row.Flags.ShouldBe(CallFlags.Stepped);
        row.CostNanoUsd.ShouldBe(7_000 + (4_000 * 2_000));
        held.Count.ShouldBeInRange(4, 6);
        stage.Budget().Reserved.ShouldBe(0);
        go.Dispose();
    }

    [Fact]
    public async Task Stream_RunsOutOfMoney_EndsWithTheBudgetsErrorAndCostsWhatCame()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 3_000 * 2_000);
        Babble(stage);

        var reply = await stage.CallAsync(Ask);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        var last = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        last.ShouldStartWith("data: {\"error\":{\"code\":\"BUDGET_EXCEEDED\"");
        last.ShouldContain("\"retryable\":false");
        reply.Body.ShouldNotContain("[DONE]");
        await stage.Upstream.Exchanges.Last().ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
        var row = (await stage.LogAsync())[^1];
        row.Flags.ShouldBe(CallFlags.Stepped | CallFlags.Counted);
        (row.Status, row.ErrorCode).ShouldBe((200, "BUDGET_EXCEEDED"));
        var bytes = reply.Body.Count(c => c == 'z');
        bytes.ShouldBeGreaterThan(2_400);
        row.Usage.OutputTokens.ShouldBe((bytes + 2) / 3);
        row.CostNanoUsd.ShouldBe((row.Usage.InputTokens * 1_000) + (row.Usage.OutputTokens * 2_000));
        stage.Budget().ShouldBe((13_000 + row.CostNanoUsd, 0));
    }

    [Fact]
    public async Task Stream_RunsOutOfAKeysMoney_NamesTheKey()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 1_000_000L * 2_000);
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Budget = new NanoUsd(input + (2_000 * 2_000)) });
        Babble(stage);

        var reply = await stage.CallAsync(Ask, key.Secret);

        reply.Body.ShouldContain("data: {\"error\":{\"code\":\"KEY_BUDGET_EXCEEDED\"");
        reply.Body.ShouldContain($"\"key_id\":\"{key.Key.Key.Id}\"");
    }

    [Fact]
    public async Task Stream_ReportsMoreThanWasSeen_IsChargedWholeAndHeldWholeFromThenOn()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 20_000 * 2_000);
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish(), FakeReplies.Usage(7, 5_000), FakeReplies.Done);

        await stage.CallAsync(Ask);
        var second = await stage.CallAsync(Ask);

        var row = (await stage.LogAsync())[1];
        row.Flags.ShouldBe(CallFlags.Stepped);
        row.CostNanoUsd.ShouldBe(7_000 + (5_000 * 2_000));
        second.Code.ShouldBe("BUDGET_EXCEEDED");
        stage.Budget().ShouldBe((13_000 + row.CostNanoUsd, 0));
    }

    [Fact]
    public async Task Stream_ThinksOutOfSight_IsHeldWholeFromThenOn()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 20_000 * 2_000);
        const string Thought = ""","completion_tokens_details":{"reasoning_tokens":9}""";
        var usage = FakeReplies.Usage(7, 12);
        usage = usage[..usage.LastIndexOf("}}", StringComparison.Ordinal)] + Thought + "}}\n\n";
        stage.Upstream.ReplyStream(FakeReplies.Delta(new string('z', 100)), FakeReplies.Finish(), usage, FakeReplies.Done);

        (await stage.CallAsync(Ask)).Body.ShouldEndWith(FakeReplies.Done);

        (await stage.CallAsync(Ask)).Code.ShouldBe("BUDGET_EXCEEDED");
    }

    [Theory]
    [InlineData(""","modalities":["text","audio"],"audio":{"voice":"a","format":"b"}""")]
    [InlineData(""","prediction":{"type":"content","content":"Hello"}""")]
    public async Task Stream_OutputThatCannotBeFollowed_IsHeldWholeOrRefused(string field)
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 20_000 * 2_000);

        (await stage.CallAsync(Ask[..^1] + field + "}")).Code.ShouldBe("BUDGET_EXCEEDED");
    }

    [Theory]
    [InlineData("gpt-4o", HttpStatusCode.OK)]
    [InlineData("o4-mini", HttpStatusCode.PaymentRequired)]
    public async Task Stream_OfAModelThatThinksOutOfSight_IsHeldWholeOrRefused(string model, HttpStatusCode expected)
    {
        await using var stage = await CallStage.StartAsync();
        ClampTests.SetBudget(stage, 50_000_000);
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        (await stage.CallAsync(Ask.Replace("\"m\"", $"\"{model}\"", StringComparison.Ordinal))).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Stream_SteppedAndAnsweredPlainly_IsTheProvidersFaultAndCostsWhatItReports()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 2_000 * 2_000);
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(Ask);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.LogAsync())[^1].CostNanoUsd.ShouldBe(13_000);
        stage.Budget().ShouldBe((26_000, 0));
    }

    [Theory]
    [InlineData("<html>busy</html>", true)]
    [InlineData("""{"error":{"message":"busy"}}""", false)]
    public async Task Stream_SteppedAndAnsweredByNoStream_GoesToTheFallback(string body, bool isCharged)
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 4_000 * 2_000);
        _ = stage.Customers.SetPolicies(stage.Tenant,
        [
            new RoutingPolicy
            {
                Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(),
                Action = new PolicyAction { Fallback = ["practice/echo"] },
            },
        ]);
        stage.Upstream.ReplyPlain(body);

        var reply = await stage.CallAsync(Ask);

        reply.Body.ShouldEndWith(FakeReplies.Done);
        var row = (await stage.LogAsync())[^1];
        row.Attempts!.Select(a => (a.Provider, a.CostNanoUsd)).First().ShouldBe(("openai", isCharged ? input + FirstStep : 0));
        row.Attempts![^1].Provider.ShouldBe("practice");
        stage.Budget().Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_FinishedAndTheBudgetIsTight_FreesWhatItCannotNeed()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 101_000L * 2_000);
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);
        (await stage.CallAsync(Ask)).Body.ShouldEndWith(FakeReplies.Done);
        var reported = ReportLate(stage, 3);

        using var socket = await stage.SendRawAsync(Ask);
        await ReadContentAsync(socket, 0, "\"finish_reason\":\"stop\"");

        await Eventually.GetAsync(() => Task.FromResult(stage.Budget().Reserved), reserved => reserved == input + ((4 + 64) * 2_000));
        reported.SetResult();
        await ReadContentAsync(socket, 0, "[DONE]");
        (await Eventually.GetAsync(stage.LogAsync, log => log.Count == 3))[^1].CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Stream_FinishedOfAModelWhoseReportsAreNotKnown_KeepsWhatItsReportMayNeed()
    {
        await using var stage = await CallStage.StartAsync();
        await PrepareAsync(stage, 100_000L * 2_000);
        var reported = ReportLate(stage, 90_000);

        using var socket = await stage.SendRawAsync(Ask);
        await ReadContentAsync(socket, 0, "\"finish_reason\":\"stop\"");
        var beside = await stage.CallAsync(Ask);
        reported.SetResult();
        await ReadContentAsync(socket, 0, "[DONE]");

        beside.Code.ShouldBe("BUDGET_EXCEEDED");
        var row = (await Eventually.GetAsync(stage.LogAsync, log => log.Count == 3))[^1];
        row.Flags.ShouldBe(CallFlags.None);
        row.CostNanoUsd.ShouldBe(7_000 + (90_000 * 2_000));
        stage.Budget().ShouldBe((13_000 + row.CostNanoUsd, 0));
    }

    [Fact]
    public async Task Streams_ManyOnOneSmallBudget_NeverPassItAndLeaveNoHold()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await PrepareAsync(stage, 12_345L * 2_000);
        var limit = stage.Budget().Spent + input + (12_345L * 2_000);
        var chance = new Random(1);
        stage.Upstream.Default = async exchange =>
        {
            int pieces;
            lock (chance)
            {
                pieces = chance.Next(1, 12);
            }

            await exchange.SendStreamHeadAsync();
            for (var i = 0; i < pieces; i++)
            {
                await exchange.SendChunkAsync(FakeReplies.Delta(new string('z', 700)));
            }

            await exchange.SendChunkAsync(FakeReplies.Finish() + FakeReplies.Usage(7, pieces * 230) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        };

        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => stage.CallAsync(Ask)));
            stage.Budget().Spent.ShouldBeLessThanOrEqualTo(limit);
        }

        var rows = await stage.LogAsync();
        rows.Sum(r => r.CostNanoUsd).ShouldBe(stage.Budget().Spent);
        rows.ShouldAllBe(r => !r.Flags.HasFlag(CallFlags.Variance));
        rows.Count(r => r.Flags.HasFlag(CallFlags.Stepped)).ShouldBeGreaterThan(5);
        stage.Budget().Reserved.ShouldBe(0);
    }

    // A model of 100,000 tokens at most, and a budget with room for the input and that much more. Returns the input's bound.
    private static async Task<long> PrepareAsync(CallStage stage, long room)
    {
        var input = await ClampTests.InputBoundAsync(stage);
        _ = stage.Customers.Put(stage.Tenant, "openai", "m", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 200_000,
            MaxOutputTokens = 100_000,
        });
        ClampTests.SetBudget(stage, stage.Budget().Spent + input + room);
        return input;
    }

    // A stream that has said its last word, and whose report comes when it may.
    private static TaskCompletionSource ReportLate(CallStage stage, int tokens)
    {
        var go = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good") + FakeReplies.Finish());
            await go.Task;
            await exchange.SendChunkAsync(FakeReplies.Usage(7, tokens) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        });
        return go;
    }

    private static void Babble(CallStage stage) => stage.Upstream.Script(async exchange =>
    {
        await exchange.SendStreamHeadAsync();
        while (!exchange.ClientClosed.IsCompleted)
        {
            await exchange.SendChunkAsync(FakeReplies.Delta(new string('z', 50)));
        }
    });

    // Reads until that many bytes of content, or that text, have come in addition.
    private static async Task<int> ReadContentAsync(System.Net.Sockets.Socket socket, int bytes, string? text = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var all = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, limit.Token);
            read.ShouldBeGreaterThan(0);
            all.Append(Encoding.UTF8.GetString(buffer, 0, read));
            var now = all.ToString();
            var content = now.Count(c => c == 'z');
            if (text is null ? content >= bytes : now.Contains(text, StringComparison.Ordinal))
            {
                return content;
            }
        }
    }
}
