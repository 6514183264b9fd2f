using Tollgate.Tools.Web;

namespace Tollgate.UnitTests.Tools.Web;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData(" ACME.com. ", "acme.com")]
    [InlineData("https://www.acme.com/about?x=1", "acme.com")]
    [InlineData("acme.com/", "acme.com")]
    [InlineData("jobs.acme.co.uk", "jobs.acme.co.uk")]
    [InlineData("xn--mnchen-3ya.de", "xn--mnchen-3ya.de")]
    public void Text_WithADomain_IsReadInOneSpelling(string text, string domain) => DomainName.Read(text)!.Name.ShouldBe(domain);

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("0x7f.0x1")]
    [InlineData("127.1")]
    [InlineData("[::1]")]
    [InlineData("acme.com:8080")]
    [InlineData("user@acme.com")]
    [InlineData("acme .com")]
    [InlineData("acme..com")]
    [InlineData("-acme.com")]
    [InlineData("münchen.de")]
    [InlineData("file:///etc/passwd")]
    [InlineData("acme.com/path")]
    [InlineData("Acme Inc")]
    public void Text_WithoutADomain_IsNone(string text) => DomainName.Read(text).ShouldBeNull();

    [Theory]
    [InlineData("acme.com", true)]
    [InlineData("jobs.ACME.com", true)]
    [InlineData("notacme.com", false)]
    [InlineData("acme.com.evil.com", false)]
    public void Host_OfADomain_IsItOrUnderIt(string host, bool isOwn) => DomainName.Read("acme.com")!.Has(host).ShouldBe(isOwn);
}
