using FsCheck;
using FsCheck.Fluent;
using Tollgate.Tools.Technologies;

namespace Tollgate.UnitTests.Tools.Technologies;

public sealed class PageScanTests
{
    [Theory]
    [InlineData("<script src=\"a.js\"></script>", "script a.js")]
    [InlineData("<SCRIPT async SRC = 'a.js' ></SCRIPT>", "script a.js")]
    [InlineData("<script src=a.js></script>", "script a.js")]
    [InlineData("<script src=\"a.js?x=1&amp;y=2\"></script>", "script a.js?x=1&y=2")]
    [InlineData("<link rel=stylesheet href=\"a.css\"/>", "link a.css")]
    [InlineData("<iframe data-src='//x.example/f'>", "iframe //x.example/f")]
    [InlineData("<form action=\"https://x.example/post\">", "form https://x.example/post")]
    [InlineData("<!-- <script src=\"a.js\"></script> -->", "")]
    [InlineData("<script>var x = '<img src=\"b.png\">';</script><img src=c.png>", "img c.png")]
    [InlineData("<style>a{}</style><img src=c.png>", "img c.png")]
    [InlineData("a < b <img src=c.png>", "img c.png")]
    [InlineData("<a href=\"a.js\">", "")]
    [InlineData("<img src='' alt=x><img src=\"c.png", "img c.png")]
    public void Page_WithElements_LoadsFromTheirAddresses(string html, string loads) =>
        string.Join(", ", PageScan.Of(html).Addresses.Select(a => $"{a.Element} {a.Address}")).ShouldBe(loads);

    [Theory]
    [InlineData("<meta name=\"generator\" content=\"WordPress 6.4\">", "generator", "WordPress 6.4")]
    [InlineData("<meta content='Wix.com' name=generator />", "generator", "Wix.com")]
    [InlineData("<meta property=\"og:site_name\" content=\"A\">", "og:site_name", "A")]
    public void Page_WithMetas_SaysWhatItIs(string html, string name, string content) => PageScan.Of(html).Metas.ShouldBe([(name, content)]);

    [Fact]
    public void Page_OfAnyText_IsReadToItsEnd() => Prop.ForAll(
        (from parts in Gen.ListOf(Gen.Elements("<", ">", "script", "!--", "-->", "src", "=", "\"", "'", " ", "/", "</script", "meta", "content", "\0", "é"))
         select string.Concat(parts)).ToArbitrary(),
        html => PageScan.Of(html).Addresses.Count <= html.Length).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Theory]
    [InlineData("<")]
    [InlineData("<script ")]
    [InlineData("<!--")]
    [InlineData("<a b=\"")]
    public void Page_MadeToBeSlow_IsReadInOnePass(string part)
    {
        var html = string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));
        PageScan.Of(html).Addresses.ShouldBeEmpty();
    }
}
