using System.Net.Sockets;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class UpstreamUploadTests
{
    private const string Reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    private const string ContentType = "multipart/form-data; boundary=b";

    [Fact]
    public async Task Upload_OfAnyLength_GoesOutWithItsLengthAndMediaTypeAndEveryByte()
    {
        foreach (var length in (long[])[0, 1, 65_535, 65_536, 65_537, 1_000_003])
        {
            using var stage = UpstreamStage.Start();
            var sent = new MemoryStream();
            var taken = 0L;
            var connection = stage.Add();
            connection.Sends = bytes =>
            {
                sent.Write(bytes.Span);
                taken += bytes.Length;
                return ValueTask.CompletedTask;
            };
            connection.Feed(Reply);
            stage.Connect = (_, _) => ValueTask.FromResult<Tollgate.Providers.Upstream.Connections.Transport>(connection);
            var source = new CountedBytes(length);

            (await stage.SendUploadAsync(new ModelUpload(ContentType, source))).Error.ShouldBeNull();

            var all = sent.ToArray();
            var head = all.AsSpan().IndexOf("\r\n\r\n"u8);
            var text = System.Text.Encoding.ASCII.GetString(all.AsSpan(0, head));
            text.ShouldContain($"\r\nContent-Type: {ContentType}\r\nContent-Length: {length}");
            all.AsSpan(head + 4).ToArray().ShouldBe(Enumerable.Range(0, (int)length).Select(i => CountedBytes.At(i)).ToArray());
            source.LargestRead.ShouldBeLessThanOrEqualTo(64 * 1024);
        }
    }

    [Fact]
    public async Task Upload_OverAnIdleConnectionThatWasClosed_GoesAgainFromItsStart()
    {
        using var stage = UpstreamStage.Replying(Reply);
        await stage.CallAsync();
        var pieces = 0;
        stage.Connections[0].Sends = _ => ++pieces == 2
            ? ValueTask.FromException(new SocketException((int)SocketError.ConnectionReset))
            : ValueTask.CompletedTask;
        stage.OnSent = _ => { };
        stage.Connect = (_, _) =>
        {
            var fresh = stage.Add();
            fresh.Feed(Reply);
            return ValueTask.FromResult<Tollgate.Providers.Upstream.Connections.Transport>(fresh);
        };

        (await stage.SendUploadAsync(new ModelUpload(ContentType, new CountedBytes(200_000)))).Error.ShouldBeNull();

        stage.Connections.Count.ShouldBe(2);
        stage.Connections[1].SentBytes.ShouldBeGreaterThan(200_000);
    }

    [Fact]
    public async Task Upload_WhoseBytesCannotBeRead_WasNotSent()
    {
        using var stage = UpstreamStage.Start();

        var outcome = await stage.SendUploadAsync(new ModelUpload(ContentType, new CountedBytes(200_000) { FailsAt = 65_536 }));

        outcome.Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.NotSent);
        stage.Connections[0].IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task Upload_ThatGoesOnSlowly_HasTheTimeOfTheFirstByteForEachPiece()
    {
        using var stage = UpstreamStage.Start();
        var connection = stage.Add();
        connection.Sends = _ =>
        {
            stage.Advance(TimeSpan.FromSeconds(4));
            return ValueTask.CompletedTask;
        };
        connection.Feed(Reply);
        stage.Connect = (_, _) => ValueTask.FromResult<Tollgate.Providers.Upstream.Connections.Transport>(connection);
        var target = UpstreamStage.Target() with { FirstByteTimeout = TimeSpan.FromSeconds(5) };

        (await stage.SendUploadAsync(new ModelUpload(ContentType, new CountedBytes(500_000)), target)).Error.ShouldBeNull();
    }
}
