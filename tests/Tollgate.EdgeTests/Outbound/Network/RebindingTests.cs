using System.Net;
using System.Net.Sockets;
using Tollgate.Outbound.Network;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Outbound.Network;

/// <summary>A name whose server answers otherwise each time it is asked. Here loopback stands for a good address and the metadata address for a bad
/// one, as in development: both are judged by the same rule.</summary>
public sealed class RebindingTests
{
    private static readonly IPAddress Good = IPAddress.Loopback;
    private static readonly IPAddress Bad = IPAddress.Parse("169.254.169.254");

    private readonly Queue<IPAddress[]> _answers = new();
    private int _asked;

    [Fact]
    public async Task Name_ThatTurnsBadRightAfterItWasJudged_IsConnectedToAsItWasJudged()
    {
        await using var upstream = new FakeUpstream();
        upstream.ReplyPlain("{}");
        Answer([Good], [Bad]);
        using var network = Network();

        using var reply = await SendAsync(network, upstream);

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        _asked.ShouldBe(1, "nobody asks for the name again between the judgement and the connection");
        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Name_ThatTurnsBadForTheNextConnection_IsRefusedThen()
    {
        await using var upstream = new FakeUpstream();
        upstream.ReplyPlain("{}", 200, "Connection: close\r\n");
        Answer([Good], [Bad]);
        using var network = Network();
        using var first = await SendAsync(network, upstream);
        await first.Content.ReadAsStringAsync();

        var refused = await Should.ThrowAsync<HttpRequestException>(() => SendAsync(network, upstream));

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        _asked.ShouldBe(2);
        upstream.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Name_ThatIsBad_IsNotTriedAgainForABetterAnswer()
    {
        await using var upstream = new FakeUpstream();
        Answer([Bad], [Good]);
        using var network = Network();

        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(network, upstream));

        _asked.ShouldBe(1);
        upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Name_WithGoodAndBadAddresses_IsConnectedToAtAGoodOneAlone()
    {
        await using var upstream = new FakeUpstream();
        upstream.ReplyPlain("{}");
        Answer([Bad, IPAddress.Parse("fe80::1"), IPAddress.Parse("::ffff:169.254.169.254"), Good]);
        using var network = Network();

        using var reply = await SendAsync(network, upstream);

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Connections.ShouldBe(1);
    }

    private void Answer(params IPAddress[][] answers) => Array.ForEach(answers, _answers.Enqueue);

    private HttpMessageInvoker Network() => new(GuardedNetwork.Create(allowPrivate: true, (_, _) =>
    {
        _asked++;
        return Task.FromResult(_answers.Dequeue());
    }));

    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker network, FakeUpstream upstream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://turning.example.com:{upstream.BaseUrl.Port}/");
        return await network.SendAsync(request, CancellationToken.None);
    }
}
