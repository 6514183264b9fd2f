using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Doors.Idempotency;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Idempotency;
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
        var time = new ManualTime();
        var context = new DefaultHttpContext();
        var reader = new StalledReader();
        context.Features.Set<IHttpResponseBodyFeature>(reader);
        context.Features.Set<IHttpRequestLifetimeFeature>(reader);
        context.Response.ContentType = "text/event-stream";
        var table = new ClaimTable();
        table.TryEnter(new IdempotencyClaim(1, new byte[32], new byte[32], 2, 0), 0, out var ticket);
        using var reply = new CapturedReply(context, table, ticket!, time);
        var passing = context.Response.WriteAsync("data: 1\n\n");
        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        passing.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromSeconds(1));
        await passing;
        await context.Response.WriteAsync("data: 2\n\n");

        reader.Aborted.ShouldBeTrue();
        var kept = KeptReply.Read(reply.Seal(bytes => bytes.ToArray())!);
        Encoding.UTF8.GetString(kept.Body.Span).ShouldBe("data: 1\n\ndata: 2\n\n");
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

    // Takes nothing, and is gone once it is cut off.
    private sealed class StalledReader : StreamResponseBodyFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

        public StalledReader()
            : base(Stream.Null)
        {
        }

        public bool Aborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        PipeWriter IHttpResponseBodyFeature.Writer => _pipe.Writer;

        public void Abort()
        {
            Aborted = true;
            _pipe.Reader.Complete();
        }
    }
}
