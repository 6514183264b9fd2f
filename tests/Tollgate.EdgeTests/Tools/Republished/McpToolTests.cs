using System.Text.Json;
using Tollgate.Testing;
using Tollgate.Testing.Mcp;

namespace Tollgate.EdgeTests.Tools.Republished;

public sealed class McpToolTests
{
    [Fact]
    public async Task Call_OfAnotherServersTool_IsAnsweredAndCharged()
    {
        await using var stage = await RepublishedStage.StartAsync();

        var reply = await stage.CallAsync();

        reply.Body.ShouldBe("""{"content":[{"type":"text","text":"done"}]}""");
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("5");
        stage.Upstream.Calls.Single().GetProperty("name").GetString().ShouldBe("echo");
        stage.Upstream.Calls.Single().GetProperty("arguments").GetRawText().ShouldBe("""{"text":"hi"}""");
        var head = stage.Upstream.Http.Requests.Last().Head;
        head.ShouldContain("Authorization: Bearer " + RepublishedStage.Secret);
        head.ShouldNotContain(stage.Key);
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((95, 0));
    }

    [Fact]
    public async Task Calls_OneAfterAnother_ShareASession()
    {
        await using var stage = await RepublishedStage.StartAsync();

        await stage.CallAsync();
        await stage.CallAsync();

        stage.Upstream.Opened.ShouldBe(1);
        stage.Upstream.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Call_InASessionThatIsLost_OpensAnotherAndIsMadeOnce()
    {
        await using var stage = await RepublishedStage.StartAsync();
        stage.Upstream.Forget();

        var reply = await stage.CallAsync();

        ((int)reply.Status).ShouldBe(200, reply.Body);
        stage.Upstream.Opened.ShouldBe(2);
        stage.Upstream.Calls.Count.ShouldBe(1);
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Call_WithAFaultyArgument_AsksNobodyAndCostsNothing()
    {
        await using var stage = await RepublishedStage.StartAsync();

        (await stage.CallAsync(json: """{"text":5}""")).Param.ShouldBe("text");
        (await stage.CallAsync(json: "{}")).Param.ShouldBe("text");

        stage.Upstream.Calls.ShouldBeEmpty();
        stage.Status.Balance.ShouldBe(100);
    }

    public static TheoryData<string> Failures =>
    [
        "error result", "protocol error", "status 500", "status 401", "redirect", "garbage", "no answer", "broken", "too large", "flood", "empty stream",
        "bad gzip", "bad brotli", "null content", "null block", "too deep",
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Call_ThatFailsUpstream_IsRefundedOnceAndAtOnce(string failure)
    {
        await using var stage = await RepublishedStage.StartAsync();
        stage.Upstream.Call = call => FailAsync(call, failure);

        var reply = await stage.CallAsync();

        reply.Code.ShouldBe("PROVIDER_ERROR", reply.Body);
        reply.Body.ShouldNotContain("canary");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
        (await TypesAsync(stage)).ShouldBe(["refund", "reserve", "grant"]);
        stage.Upstream.Call = call => call.TextAsync("well again");
        (await stage.CallAsync()).Body.ShouldContain("well again");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Call_ThatHangs_IsEndedAtItsTimeAndRefunded()
    {
        await using var stage = await RepublishedStage.StartAsync();
        var arrived = new TaskCompletionSource();
        stage.Upstream.Call = call =>
        {
            arrived.TrySetResult();
            return call.Exchange.ClientClosed;
        };

        var call = stage.CallAsync();
        await arrived.Task;
        stage.Status.Reserved.ShouldBe(5);
        stage.Server.Time.Advance(TimeSpan.FromSeconds(61));

        (await call).Code.ShouldBe("PROVIDER_TIMEOUT");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
    }

    [Fact]
    public async Task Call_OfWhatIsNotThere_IsNotFoundAndCharged()
    {
        await using var stage = await RepublishedStage.StartAsync();
        stage.Upstream.Call = call => call.ErrorAsync(-32002, "Resource not found");

        (await stage.CallAsync()).Body.ShouldBe("""{"status":"not_found"}""");

        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Call_OfWhatIsNotThere_IsFreeWhereTheFileSaysSo()
    {
        await using var stage = await RepublishedStage.StartAsync(
            RepublishedStage.Whole.Replace("\"cost\":5", "\"cost\":5,\"charge_not_found\":false", StringComparison.Ordinal));
        stage.Upstream.Call = call => call.ResultAsync("""{"content":[],"structuredContent":{"status":"not_found"}}""");

        (await stage.CallAsync()).Body.ShouldBe("""{"content":[],"structuredContent":{"status":"not_found"}}""");

        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_ThatFails_TellsWhyWhereTheFileSaysSo()
    {
        await using var stage = await RepublishedStage.StartAsync(
            RepublishedStage.Whole.Replace("\"cost\":5", "\"cost\":5,\"show_errors\":true", StringComparison.Ordinal));
        stage.Upstream.Call = call => call.ResultAsync("""{"isError":true,"content":[{"type":"text","text":"no such city"}]}""");

        (await stage.CallAsync()).Error.GetProperty("message").GetString()!.ShouldContain("no such city");
    }

    [Fact]
    public async Task Calls_BeyondWhatTheFileAllowsAtOnce_Wait()
    {
        await using var stage = await RepublishedStage.StartAsync();
        var arrived = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        stage.Upstream.Call = async call =>
        {
            arrived.Release();
            await gate.Task;
            await call.TextAsync("done");
        };

        var calls = Enumerable.Range(0, 3).Select(_ => stage.CallAsync()).ToArray();
        await arrived.WaitAsync();
        await arrived.WaitAsync();
        stage.Upstream.Calls.Count.ShouldBe(2);
        gate.SetResult();

        (await Task.WhenAll(calls)).ShouldAllBe(reply => (int)reply.Status == 200);
        stage.Upstream.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Call_OfLoopback_IsRefusedUnlessItIsAllowed()
    {
        await using var stage = await RepublishedStage.StartAsync(
            """
            {"tools":[{"name":"their_echo","server":"data","description":"Repeats.","cost":5,
              "input":{"properties":{"text":{"type":"string","description":"What."}}},"mcp":{"url":"UPSTREAM","tool":"echo"}}]}
            """,
            allowPrivate: false);

        (await stage.CallAsync()).Code.ShouldBe("PROVIDER_ERROR");

        stage.Upstream.Http.Connections.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    private static Task FailAsync(FakeMcpCall call, string failure) => failure switch
    {
        "error result" => call.ResultAsync("""{"isError":true,"content":[{"type":"text","text":"canary"}]}"""),
        "protocol error" => call.ErrorAsync(-32603, "canary"),
        "status 500" => call.Exchange.SendPlainAsync("""{"canary":1}""", 500),
        "status 401" => call.Exchange.SendPlainAsync("""{"canary":1}""", 401, "WWW-Authenticate: Bearer\r\n"),
        "redirect" => call.Exchange.SendPlainAsync("", 307, "Location: http://169.254.169.254/latest\r\n"),
        "garbage" => call.Exchange.SendPlainAsync("<html>canary</html>"),
        "no answer" => call.ResultAsync("\"canary\""),
        "broken" => BreakAsync(call),
        "too large" => call.TextAsync(new string('x', 30_000)),
        "flood" => FloodAsync(call),
        "bad gzip" => call.Exchange.SendPlainAsync("canary", 200, "Content-Encoding: gzip\r\n"),
        "bad brotli" => call.Exchange.SendPlainAsync("this is compressed by nobody", 200, "Content-Encoding: br\r\n"),
        "null content" => call.ResultAsync("""{"content":null}"""),
        "null block" => call.ResultAsync("""{"content":[null]}"""),
        "too deep" => call.ResultAsync($$"""{"content":[],"structuredContent":{{string.Concat(Enumerable.Repeat("{\"a\":", 58))}}1{{new string('}', 58)}}}"""),
        _ => EmptyAsync(call),
    };

    private static Task BreakAsync(FakeMcpCall call)
    {
        call.Exchange.Reset();
        return Task.CompletedTask;
    }

    private static async Task FloodAsync(FakeMcpCall call)
    {
        await call.Exchange.SendStreamHeadAsync();
        var log = "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"canary\"}}\n\n";
        try
        {
            for (var i = 0; i < 100_000; i++)
            {
                await call.Exchange.SendChunkAsync(log);
            }
        }
        catch (Exception gone) when (gone is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Nobody listens any more, as it should be.
        }
    }

    private static async Task EmptyAsync(FakeMcpCall call)
    {
        await call.Exchange.SendStreamHeadAsync();
        await call.Exchange.EndChunksAsync();
    }

    private static async Task<string[]> TypesAsync(RepublishedStage stage) =>
        [.. (await stage.Server.GetAsync("/api/v0/list_token_transactions", stage.Key)).Json.GetProperty("transactions").EnumerateArray()
            .Select(t => t.GetProperty("type").GetString()!)];
}
