using System.Net;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Relay;

/// <summary>Whatever an upstream does with a stream: what the caller sees, and what it costs.</summary>
public sealed class StreamOutcomeTests
{
    private const string Tokens = "\"tokens\":{\"prompt\":7,\"completion\":3,\"total\":10,\"cached\":0,\"reasoning\":0}}";

    [Fact]
    public async Task Stream_UsageNotAskedFor_IsAskedOfTheProviderAndHidden()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Delta(" day"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStream);

        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(13_000);
        reply.Body.ShouldBe(
            FakeReplies.Delta("Good") + FakeReplies.Delta(" day") + FakeReplies.Finish()
            + $": tollgate {{\"request_id\":\"{row.RequestId}\",\"cost_usd\":0.000013,\"model\":\"m\",\"provider\":\"openai\",\"latency_ms\":0,{Tokens}\n\n"
            + FakeReplies.Done);
        stage.Upstream.Requests.Single().BodyText.ShouldContain("\"stream_options\":{\"include_usage\":true}");
    }

    [Fact]
    public async Task Stream_UsageAskedFor_IsShownWithTheBlock()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStreamUsage);

        var usage = FakeReplies.Usage(7, 3);
        var row = await stage.RowAsync();
        reply.Body.ShouldBe(
            FakeReplies.Delta("Good") + FakeReplies.Finish() + usage[..^3]
            + $",\"tollgate\":{{\"request_id\":\"{row.RequestId}\",\"cost_usd\":0.000013,\"model\":\"m\",\"provider\":\"openai\",\"latency_ms\":0,{Tokens}}}\n\n"
            + FakeReplies.Done);
        stage.Upstream.Requests.Single().BodyText.ShouldBe(CallStage.AskStreamUsage);
    }

    [Fact]
    public async Task Stream_UsageRepeated_LastCounts()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Usage(100, 100), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        await stage.CallAsync(CallStage.AskStream);

        (await stage.RowAsync()).CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Stream_EndsProperlyWithoutUsage_CostsTheBound()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Finish(), FakeReplies.Done);

        await stage.CallAsync(CallStage.AskStream);

        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.ChargedAtBound);
        row.CostNanoUsd.ShouldBe(row.BoundNanoUsd);
    }

    [Fact]
    public async Task Stream_EndsShort_DoesNotLookCompleteAndCostsWhatCame()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Delta(" day"));

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Body.ShouldStartWith(FakeReplies.Delta("Good") + FakeReplies.Delta(" day") + "data: {\"error\":{\"code\":\"PROVIDER_ERROR\"");
        await ShouldBeCountedAsync(stage, outputTokens: 3);
    }

    [Fact]
    public async Task Stream_Reset_EndsWithTheErrorEventAndCostsWhatCame()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            exchange.Close();
        });

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Body.ShouldStartWith(FakeReplies.Delta("Good") + "data: {\"error\":{\"code\":\"PROVIDER_ERROR\"");
        reply.Body.ShouldEndWith("}}\n\n");
        await ShouldBeCountedAsync(stage, outputTokens: 2);
    }

    [Fact]
    public async Task Stream_ErrorEventOfTheProvider_BecomesTheContracts()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), "data: {\"error\":{\"message\":\"key sk-upstream is tired\"}}\n\n", FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Body.ShouldContain("\"code\":\"PROVIDER_ERROR\"");
        reply.Body.ShouldNotContain("sk-upstream");
        reply.Body.ShouldNotContain("[DONE]");
        await ShouldBeCountedAsync(stage, outputTokens: 2);
    }

    [Fact]
    public async Task Stream_BeginsWithTheProvidersError_IsAnErrorReplyAndCostsNothing()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream("data: {\"error\":{\"message\":\"key sk-upstream is tired\"}}\n\n", FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Status.ShouldBe(HttpStatusCode.BadGateway);
        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Body.ShouldNotContain("sk-upstream");
        (await stage.RowAsync()).ErrorCode.ShouldBe("PROVIDER_ERROR");
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Stream_HiddenUsageComesAheadOfTheText_GoesOnAsAnyOther()
    {
        await using var stage = await CallStage.StartAsync();
        // Longer than one read, so that the usage is dealt with before the text has come.
        var text = FakeReplies.Delta(new string('x', 20_000));
        stage.Upstream.ReplyStream(FakeReplies.Usage(7, 0), text, FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Header("Content-Type").ShouldBe("text/event-stream");
        reply.Body.ShouldStartWith(text + FakeReplies.Finish() + ": tollgate {");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Stream_PausesTooLong_EndsWithTheTimeoutsEvent()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            await exchange.ClientClosed;
        });

        var call = stage.CallAsync(CallStage.AskStream);
        var exchange = await stage.Upstream.NextAsync();
        while (!call.IsCompleted)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        (await call).Body.ShouldContain("PROVIDER_TIMEOUT");
        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Stream_AnsweredWithPlainJson_IsRefusedAndChargedByItsUsage()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Code.ShouldBe("PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Stream_RefusedByTheProvider_IsAnErrorReplyNotAStream()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("{}", 503);

        var reply = await stage.CallAsync(CallStage.AskStream);

        reply.Status.ShouldBe(HttpStatusCode.BadGateway);
        reply.Header("Content-Type")!.ShouldStartWith("application/json");
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Stream_CutAtEveryByte_LooksTheSame()
    {
        await using var stage = await CallStage.StartAsync(new() { ReplyBlock = false });
        string[] events = [FakeReplies.Delta("Grüße, \\u00e9 世界"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done];
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(events));
        var expected = events[0] + events[1] + events[3];

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (first, second) = (bytes[..cut], bytes[cut..]);
            stage.Upstream.Script(async exchange =>
            {
                await exchange.SendStreamHeadAsync();
                await exchange.SendChunkBytesAsync(first);
                await exchange.SendChunkBytesAsync(second);
                await exchange.EndChunksAsync();
            });
            (await stage.CallAsync(CallStage.AskStream)).Body.ShouldBe(expected, $"cut at {cut}");
        }

        (await stage.LogAsync()).ShouldAllBe(row => row.CostNanoUsd == 13_000);
    }

    [Fact]
    public async Task Stream_EventByEvent_ArrivesBeforeTheNextIsSent()
    {
        await using var stage = await CallStage.StartAsync();
        var seen = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            await seen.Task;
            await exchange.SendChunkAsync(FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        });

        using var socket = await stage.SendRawAsync(CallStage.AskStream);
        await ReadUntilAsync(socket, "Good");
        seen.SetResult();

        (await ReadUntilAsync(socket, "[DONE]")).ShouldContain(": tollgate {");
    }

    [Fact]
    public async Task Caller_LeavesAStream_ClosesTheUpstreamAndPaysForWhatCame()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            await exchange.SendChunkAsync(FakeReplies.Delta(" day"));
            await exchange.ClientClosed;
        });
        FakeExchange exchange;
        using (var socket = await stage.SendRawAsync(CallStage.AskStream))
        {
            exchange = await stage.Upstream.NextAsync();
            await ReadUntilAsync(socket, " day");
        }

        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Counted | CallFlags.CallerLeft);
        row.Usage.OutputTokens.ShouldBe(3);
        row.CostNanoUsd.ShouldBe((row.Usage.InputTokens * 1_000) + (3 * 2_000));
        stage.Budget().ShouldBe((row.CostNanoUsd, 0));
    }

    [Fact]
    public async Task Caller_LeavesAStreamThatHasReportedItsUsage_PaysByThatReport()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good") + FakeReplies.Finish() + FakeReplies.Usage(7, 30));
            await exchange.ClientClosed;
        });
        using (var socket = await stage.SendRawAsync(CallStage.AskStreamUsage))
        {
            await ReadUntilAsync(socket, "\"usage\":{");
        }

        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.CallerLeft);
        row.CostNanoUsd.ShouldBe(67_000);
        stage.Budget().ShouldBe((67_000, 0));
    }

    [Fact]
    public async Task Caller_LeavesAStreamBeforeItsFirstByte_PaysForTheInput()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Hang();
        FakeExchange exchange;
        using (await stage.SendRawAsync(CallStage.AskStream))
        {
            exchange = await stage.Upstream.NextAsync();
        }

        await exchange.ClientClosed.WaitAsync(TimeSpan.FromSeconds(30));
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Counted | CallFlags.CallerLeft);
        row.Status.ShouldBe(499);
        row.Usage.OutputTokens.ShouldBe(0);
        row.CostNanoUsd.ShouldBe(row.Usage.InputTokens * 1_000);
    }

    private static async Task ShouldBeCountedAsync(CallStage stage, long outputTokens)
    {
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Counted);
        row.Usage.OutputTokens.ShouldBe(outputTokens);
        row.CostNanoUsd.ShouldBe((row.Usage.InputTokens * 1_000) + (outputTokens * 2_000));
        row.ErrorCode.ShouldBe("PROVIDER_ERROR");
        stage.Budget().ShouldBe((row.CostNanoUsd, 0));
    }

    private static async Task<string> ReadUntilAsync(System.Net.Sockets.Socket socket, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[65536];
        var length = 0;
        while (true)
        {
            length += await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            var all = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
            if (all.Contains(text, StringComparison.Ordinal))
            {
                return all;
            }
        }
    }
}
