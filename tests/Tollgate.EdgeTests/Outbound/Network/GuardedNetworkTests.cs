using System.Net.Sockets;
using Tollgate.Outbound.Network;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Outbound.Network;

public sealed class GuardedNetworkTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("10.0.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("0.0.0.0")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[::1%251]")]
    [InlineData("[fe80::1%251]")]
    [InlineData("[fec0::1]")]
    [InlineData("[64:ff9b:1::7f00:1]")]
    [InlineData("[2001:0:4136:e378:8000:63bf:80ff:fffe]")]
    [InlineData("[2606:4700::5efe:7f00:1]")]
    public async Task Connection_ThatLeadsInward_IsNotMade(string host)
    {
        await using var upstream = new FakeUpstream();
        using var network = new HttpMessageInvoker(GuardedNetwork.Create(allowPrivate: false));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{upstream.BaseUrl.Port}/");

        var refused = await Should.ThrowAsync<HttpRequestException>(() => network.SendAsync(request, CancellationToken.None));

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    public async Task Connection_ToMetadata_IsNotMadeWhateverIsAllowed(string host)
    {
        using var network = new HttpMessageInvoker(GuardedNetwork.Create(allowPrivate: true));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/");

        var refused = await Should.ThrowAsync<HttpRequestException>(() => network.SendAsync(request, CancellationToken.None));

        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.AccessDenied);
    }

    [Fact]
    public async Task Connection_ToLoopbackThatIsAllowed_IsMadeAndFollowsNoRedirect()
    {
        await using var upstream = new FakeUpstream();
        upstream.ReplyPlain("{}", 302, "Location: http://169.254.169.254/\r\n");
        using var network = new HttpMessageInvoker(GuardedNetwork.Create(allowPrivate: true));
        using var request = new HttpRequestMessage(HttpMethod.Get, upstream.BaseUrl);

        using var response = await network.SendAsync(request, CancellationToken.None);

        ((int)response.StatusCode).ShouldBe(302);
        upstream.Count.ShouldBe(1);
    }
}
