using System.Text;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.UnitTests.Providers.Upstream.Http1;

public sealed class RequestHeadTests
{
    [Fact]
    public void Write_WithKey_IsExactlyTheseBytes() =>
        Head("https://api.example.com/v1/chat/completions?api-version=2", "Bearer sk-1", 1_234).ShouldBe(
            "POST /v1/chat/completions?api-version=2 HTTP/1.1\r\n"
            + "Host: api.example.com\r\n"
            + "Authorization: Bearer sk-1\r\n"
            + "Accept-Encoding: identity\r\n"
            + "User-Agent: tollgate\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: 1234\r\n\r\n");

    [Fact]
    public void Write_WithoutKey_LeavesItsHeaderOut() =>
        Head("http://localhost:11434/v1", null, 0).ShouldBe(
            "POST /v1 HTTP/1.1\r\nHost: localhost:11434\r\nAccept-Encoding: identity\r\nUser-Agent: tollgate\r\n"
            + "Content-Type: application/json\r\nContent-Length: 0\r\n\r\n");

    [Theory]
    [InlineData("http://[2001:db8::1]:8080/x", "[2001:db8::1]:8080")]
    [InlineData("https://[2001:db8::1]/x", "[2001:db8::1]")]
    [InlineData("https://user:secret@b\u00fccher.example:8443/x", "xn--bcher-kva.example:8443")]
    [InlineData("http://host:443/x", "host:443")]
    public void Write_Host_IsAsOnTheWire(string address, string host) =>
        Head(address, null, 0).Split("\r\n")[1].ShouldBe("Host: " + host);

    [Fact]
    public void Write_PathOfManyKinds_StaysOneLine() =>
        Head("http://h/a b/\u00e9\r\nX: y", null, 0).Split("\r\n")[0].ShouldBe("POST /a%20b/%C3%A9%0D%0AX:%20y HTTP/1.1");

    [Theory]
    [InlineData("Bearer sk-1", true)]
    [InlineData("", true)]
    [InlineData("Bearer a\r\nX: y", false)]
    [InlineData("Bearer a\ny", false)]
    [InlineData("Bearer \u00e4", false)]
    [InlineData("Bearer \0", false)]
    [InlineData("Bearer \u010a", false)]
    public void HeaderValue_ThatCouldEndItsHeader_IsNone(string value, bool isOne) => RequestHead.IsHeaderValue(value).ShouldBe(isOne);

    [Fact]
    public void Write_KeyUnderAnotherNameAndAVersion_StandBehindTheHost() =>
        RequestHead.For(new Uri("https://api.example/v1/m")).ShouldNotBeNull().ShouldSatisfyAllConditions(head =>
        {
            var bytes = new byte[500];
            var length = head.Write(bytes, new UpstreamHeader("x-api-key", "k"), new UpstreamHeader("x-version", "2"), 7);
            Encoding.ASCII.GetString(bytes, 0, length).ShouldStartWith("POST /v1/m HTTP/1.1\r\nHost: api.example\r\nx-api-key: k\r\nx-version: 2\r\nAccept-Encoding");
        });

    private static string Head(string address, string? authorization, long length)
    {
        var head = RequestHead.For(new Uri(address)).ShouldNotBeNull();
        UpstreamHeader? key = authorization is null ? null : new UpstreamHeader("Authorization", authorization);
        var bytes = new byte[head.MostBytes(key, null)];
        return Encoding.ASCII.GetString(bytes, 0, head.Write(bytes, key, null, length));
    }
}
