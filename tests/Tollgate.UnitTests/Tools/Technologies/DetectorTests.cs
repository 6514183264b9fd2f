using Tollgate.Tools.Technologies;

namespace Tollgate.UnitTests.Tools.Technologies;

public sealed class DetectorTests
{
    private static readonly SitePage Bare = new() { Html = "<html><body>Hello</body></html>" };

    [Fact]
    public void Book_OfTechnologies_IsLargeAndWithoutDoubles()
    {
        var all = FingerprintBook.Embedded.All;

        all.Count.ShouldBeGreaterThanOrEqualTo(60);
        all.SelectMany(t => t.Aliases.Append(t.Name)).Select(name => name.ToLowerInvariant()).ShouldBeUnique();
        all.ShouldAllBe(t => Signs(t).Any());
    }

    [Fact]
    public void Technology_ByEachOfItsSignsAlone_IsFoundWithAReference()
    {
        foreach (var technology in FingerprintBook.Embedded.All)
        {
            Detector.Find(technology, Bare).ShouldBeEmpty(technology.Name);
            foreach (var page in Signs(technology))
            {
                Detector.Find(technology, page).ShouldHaveSingleItem(technology.Name).ShouldNotBeNullOrWhiteSpace();
            }
        }
    }

    [Theory]
    [InlineData("hubspot", "HubSpot")]
    [InlineData("GA4", "Google Analytics")]
    [InlineData("next js", "Next.js")]
    [InlineData("nextjs", "Next.js")]
    [InlineData("Pardot", "Salesforce Marketing Cloud Account Engagement")]
    [InlineData("NewRelic", "New Relic")]
    public void Name_HoweverItIsWritten_FindsItsTechnology(string name, string technology) =>
        FingerprintBook.Embedded.Find(name)!.Name.ShouldBe(technology);

    [Fact]
    public void Name_ThatIsMistyped_IsGuessed()
    {
        FingerprintBook.Embedded.Find("Hubsspot").ShouldBeNull();
        FingerprintBook.Embedded.Nearest("Hubsspot").ShouldBe("HubSpot");
    }

    [Fact]
    public void References_OfOneTechnology_AreFewAndShowThePlace()
    {
        var technology = FingerprintBook.Embedded.Find("HubSpot")!;
        var page = new SitePage
        {
            Html = "",
            Addresses = [.. Enumerable.Range(0, 9).Select(i => $"https://js.hs-scripts.com/{i}.js")],
            Headers = [("X-HS-Hub-Id", "42")],
        };

        Detector.Find(technology, page).ShouldBe([.. Enumerable.Range(0, Detector.MostReferences).Select(i => $"https://js.hs-scripts.com/{i}.js")]);
        Detector.Find(technology, page with { Addresses = [] }).ShouldBe(["header X-HS-Hub-Id: 42"]);
    }

    [Fact]
    public void Reference_ToThePage_IsOneLineAroundTheSign()
    {
        var page = new SitePage { Html = "<p>\n<script>\n  posthog.init('phc_x', {})\n</script>" };

        Detector.Find(FingerprintBook.Embedded.Find("PostHog")!, page).ShouldBe(["page: <p> <script>   posthog.init('phc_x', {}) </script>"]);
    }

    // A page for each sign, which shows it and nothing else.
    private static IEnumerable<SitePage> Signs(Fingerprint technology) =>
    [
        .. technology.Addresses.Select(sign => Bare with { Addresses = [$"https://x.example/{sign}"] }),
        .. technology.Html.Select(sign => Bare with { Html = sign.ToUpperInvariant() }),
        .. technology.Code.Select(sign => Bare with { Scripts = [("https://x.example/a.js", sign)] }),
        .. technology.Headers.Select(sign => Bare with { Headers = [(sign.Key.ToUpperInvariant(), $"a {sign.Value} b")] }),
        .. technology.Meta.Select(sign => Bare with { Metas = [(sign.Key, sign.Value + " 6.4")] }),
        .. technology.Cookies.Select(sign => Bare with { Cookies = [sign + "x"] }),
    ];
}
