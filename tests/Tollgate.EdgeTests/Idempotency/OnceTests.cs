using System.Net;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>A call with an idempotency key, sent once, twice, and by many.</summary>
public sealed class OnceTests
{
    private const string Original = "X-Tollgate-Original-Request-Id";

    [Fact]
    public async Task Plain_SentTwice_IsReplayedByteForByteAndChargedOnce()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        var first = await CallAsync(stage, "k");

        var second = await CallAsync(stage, "k");

        first.Status.ShouldBe(HttpStatusCode.OK);
        first.Header("Idempotent-Replayed").ShouldBeNull();
        first.Header(Original).ShouldBeNull();
        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Header(Original).ShouldBe(first.Header("X-Tollgate-Request-Id"));
        second.Header("X-Tollgate-Request-Id").ShouldNotBe(first.Header("X-Tollgate-Request-Id"));
        foreach (var name in (string[])["Content-Type", "X-Tollgate-Model", "X-Tollgate-Provider", "X-Tollgate-Cost-Usd", "Content-Length"])
        {
            second.Header(name).ShouldBe(first.Header(name).ShouldNotBeNull());
        }

        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((13_000, 0));
        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(13_000);
        row.Flags.ShouldBe(CallFlags.Idempotent);
    }

    [Fact]
    public async Task Stream_SentTwice_IsReplayedAsAStream()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyStream(FakeReplies.Delta("Good"), FakeReplies.Delta(" day"), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done);
        var first = await CallAsync(stage, "k", CallStage.AskStream);

        var second = await CallAsync(stage, "k", CallStage.AskStream);

        first.Body.ShouldEndWith(FakeReplies.Done);
        second.Body.ShouldBe(first.Body);
        second.Header("Content-Type").ShouldBe("text/event-stream");
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((13_000, 0));
    }

    [Fact]
    public async Task Stream_UnderWay_PassesOnAsItComes()
    {
        await using var stage = await CallStage.StartAsync();
        var more = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            await more.Task;
            await exchange.SendChunkAsync(FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        });
        using var socket = await stage.SendRawAsync(CallStage.AskStream, "Idempotency-Key: k\r\n");

        (await ReadUntilAsync(socket, "Good")).ShouldContain("text/event-stream");
        var beside = await CallAsync(stage, "k", CallStage.AskStream);
        more.SetResult();

        beside.Code.ShouldBe("IDEMPOTENCY_CONFLICT");
        (await ReadUntilAsync(socket, "[DONE]")).ShouldContain("finish_reason");
    }

    [Fact]
    public async Task Many_WhileTheFirstRuns_ConflictAndOnlyOneRuns()
    {
        await using var stage = await CallStage.StartAsync();
        var answer = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await answer.Task;
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });
        var first = CallAsync(stage, "k");
        var exchange = await stage.Upstream.NextAsync();

        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CallAsync(stage, "k")));
        answer.SetResult();
        var reply = await first;

        others.ShouldAllBe(o => o.Code == "IDEMPOTENCY_CONFLICT" && (int)o.Status == 409 && o.Header("Retry-After") == "1"
            && o.Error.GetProperty("retryable").GetBoolean());
        others[0].Header(Original).ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        exchange.Request.BodyText.ShouldBe(CallStage.Ask);
        (await CallAsync(stage, "k")).Body.ShouldBe(reply.Body);
        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((13_000, 0));
    }

    [Fact]
    public async Task Many_AtOnce_RunOnceAndTheRestConflictOrReplay()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => CallAsync(stage, "k")));

        stage.Upstream.Count.ShouldBe(1);
        var run = replies.Where(r => r.Status == HttpStatusCode.OK && r.Header("Idempotent-Replayed") is null).ShouldHaveSingleItem();
        replies.ShouldAllBe(r => r.Code == "IDEMPOTENCY_CONFLICT" || r.Body == run.Body);
        stage.Budget().ShouldBe((13_000, 0));
    }

    [Fact]
    public async Task OtherRequest_WithTheSameKey_IsRefusedWhileTheFirstRunsAndAfter()
    {
        await using var stage = await CallStage.StartAsync();
        var answer = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            await answer.Task;
            await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
        });
        var first = CallAsync(stage, "k");
        await stage.Upstream.NextAsync();

        var during = await CallAsync(stage, "k", CallStage.AskStream);
        answer.SetResult();
        var id = (await first).Header("X-Tollgate-Request-Id");
        var after = await CallAsync(stage, "k", CallStage.AskStream);

        foreach (var refused in (Reply[])[during, after])
        {
            ((int)refused.Status).ShouldBe(422);
            refused.Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
            refused.Header(Original).ShouldBe(id);
        }
    }

    [Fact]
    public async Task SameKey_OfAnotherApiKeyOrWorkspace_IsAnotherKey()
    {
        await using var stage = await CallStage.StartAsync();
        var own = await CallAsync(stage, "k");
        var other = stage.Customers.Create(stage.Tenant, CallStage.Draft());
        var foreign = stage.AddTenant();

        var reply = await stage.CallAsync(CallStage.Ask, other.Secret, ("Idempotency-Key", "k"));
        var third = await stage.CallAsync(CallStage.Ask, foreign.Secret, ("Idempotency-Key", "k"));

        foreach (var answer in (Reply[])[own, reply, third])
        {
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Header("Idempotent-Replayed").ShouldBeNull();
        }

        stage.Upstream.Count.ShouldBe(3);
    }

    [Fact]
    public async Task SamePath_WithAndWithoutVersion_IsTheSameRequest()
    {
        await using var stage = await CallStage.StartAsync();
        var first = await CallAsync(stage, "k");

        var second = await stage.CallAsync(CallStage.Ask, null, "/chat/completions", ("Idempotency-Key", "\"k\""));

        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallerLeaves_WhileItRuns_TheWholeReplyIsKeptForTheRetry(bool stream)
    {
        await using var stage = await CallStage.StartAsync(new WorkspaceSettings { OnDisconnect = OnDisconnect.Cancel });
        var left = new TaskCompletionSource();
        stage.Upstream.Script(async exchange =>
        {
            if (!stream)
            {
                await left.Task;
                await exchange.SendPlainAsync(FakeReplies.Completion(7, 3));
                return;
            }

            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("Good"));
            await left.Task;
            await exchange.SendChunkAsync(FakeReplies.Delta(" day"));
            await exchange.SendChunkAsync(FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        });
        var ask = stream ? CallStage.AskStream : CallStage.Ask;
        using (var socket = await stage.SendRawAsync(ask, "Idempotency-Key: k\r\n"))
        {
            await stage.Upstream.NextAsync();
            socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        left.SetResult();
        var row = await stage.RowAsync();
        var reply = await Eventually.GetAsync(() => CallAsync(stage, "k", ask), r => r.Code != "IDEMPOTENCY_CONFLICT");

        reply.Header("Idempotent-Replayed").ShouldBe("true");
        reply.Body.ShouldContain(stream ? "[DONE]" : "\"finish_reason\":\"stop\"");
        row.CostNanoUsd.ShouldBe(13_000);
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unpriced_SentTwice_RunsOnce()
    {
        await using var stage = await CallStage.StartAsync(new WorkspaceSettings { AllowUnpriced = true });
        const string ask = """{"model":"openai/nobody-knows","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";
        var first = await CallAsync(stage, "k", ask);

        var second = await CallAsync(stage, "k", ask);

        first.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Upstream.Count.ShouldBe(1);
    }

    private static Task<Reply> CallAsync(CallStage stage, string key, string body = CallStage.Ask) =>
        stage.CallAsync(body, null, ("Idempotency-Key", key));

    private static async Task<string> ReadUntilAsync(System.Net.Sockets.Socket socket, string text)
    {
        var read = "";
        var buffer = new byte[4096];
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer);
            count.ShouldBeGreaterThan(0);
            read += System.Text.Encoding.UTF8.GetString(buffer, 0, count);
        }

        return read;
    }
}
