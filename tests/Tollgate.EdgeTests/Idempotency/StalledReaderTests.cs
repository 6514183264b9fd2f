using System.Net;
using System.Net.Sockets;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>Callers with an idempotency key who stay and take nothing.</summary>
public sealed class StalledReaderTests
{
    [Fact]
    public async Task Replay_ToAReaderWhoTakesNothing_IsCutOffAndCanBeHadAgain()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3, new string('x', 8 * 1000 * 1000)));
        var first = await stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "k"));
        using var stalled = await stage.SendRawAsync(CallStage.Ask, "Idempotency-Key: k\r\n", bufferBytes: 4096);
        var head = new byte[16];
        (await stalled.ReceiveAsync(head)).ShouldBeGreaterThan(0);
        Encoding.ASCII.GetString(head).ShouldStartWith("HTTP/1.1 200");

        // It reads no more; what it sends shows whether anybody is left at the other end.
        (await Eventually.GetAsync(() => StillThereAsync(stage, stalled), there => !there)).ShouldBeFalse();

        var again = await stage.CallAsync(CallStage.Ask, null, ("Idempotency-Key", "k"));
        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Header("Idempotent-Replayed").ShouldBe("true");
        again.Body.ShouldBe(first.Body);
        stage.Upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_WhoseReaderTakesNothing_IsFinishedForTheRetry()
    {
        await using var stage = await CallStage.StartAsync();
        var piece = new string('x', 1000 * 1000);
        stage.Upstream.ReplyStream(
            [.. Enumerable.Repeat(FakeReplies.Delta(piece), 7), FakeReplies.Finish(), FakeReplies.Usage(7, 3), FakeReplies.Done]);
        using var stalled = await stage.SendRawAsync(CallStage.AskStream, "Idempotency-Key: k\r\n", bufferBytes: 4096);
        var head = new byte[16];
        (await stalled.ReceiveAsync(head)).ShouldBeGreaterThan(0);

        (await Eventually.GetAsync(() => StillThereAsync(stage, stalled), there => !there)).ShouldBeFalse();

        var again = await Eventually.GetAsync(
            () => stage.CallAsync(CallStage.AskStream, null, ("Idempotency-Key", "k")), r => r.Status != HttpStatusCode.Conflict);
        again.Header("Idempotent-Replayed").ShouldBe("true");
        again.Body.ShouldEndWith(FakeReplies.Done);
        again.Body.Length.ShouldBeGreaterThan(7 * 1000 * 1000);
        stage.Upstream.Count.ShouldBe(1);
        stage.Budget().ShouldBe((13_000, 0));
    }

    private static async Task<bool> StillThereAsync(CallStage stage, Socket socket)
    {
        stage.Time.Advance(TimeSpan.FromMinutes(5));
        try
        {
            return await socket.SendAsync("G"u8.ToArray()) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
