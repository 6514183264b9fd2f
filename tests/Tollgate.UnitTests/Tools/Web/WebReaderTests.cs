using Tollgate.Outbound.Network;
using Tollgate.Testing;
using Tollgate.Tools.Web;

namespace Tollgate.UnitTests.Tools.Web;

public sealed class WebReaderTests
{
    private static readonly Uri Start = new("https://acme.com/");

    private readonly FakeWeb _web = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Page_ThatIsThere_ComesWithItsHeaders()
    {
        _web.Answer("https://acme.com/", "hello", 200, "text/html", ("X-Powered-By", "PHP"));

        var reply = await ReadAsync(new WebAsk(Start, "text/html"));

        reply.IsGood.ShouldBeTrue();
        reply.Text.ShouldBe("hello");
        reply.Headers.ShouldContain(("X-Powered-By", "PHP"));
    }

    [Fact]
    public async Task Page_ThatLeadsElsewhere_IsFollowedAsOftenAsIsAllowed()
    {
        _web.Lead("https://acme.com/", "https://www.acme.com/").Lead("https://www.acme.com/", "/en").Answer("https://www.acme.com/en", "hi");

        (await ReadAsync(new WebAsk(Start, "*/*") { MostRedirects = 2 })).Address.AbsoluteUri.ShouldBe("https://www.acme.com/en");
        (await ReadAsync(new WebAsk(Start, "*/*") { MostRedirects = 1 })).Fault.ShouldBe(WebFault.LedAstray);
        (await ReadAsync(new WebAsk(Start, "*/*"))).Status.ShouldBe(302);
    }

    [Theory]
    [InlineData("ftp://acme.com/")]
    [InlineData("https://acme.com:8443/")]
    [InlineData("http://user:pass@acme.com/")]
    [InlineData("file:///etc/passwd")]
    public async Task Page_ThatLeadsToNoPlaceOfTheWeb_IsNotFollowed(string to)
    {
        _web.Lead("https://acme.com/", to);

        (await ReadAsync(new WebAsk(Start, "*/*") { MostRedirects = 3 })).Fault.ShouldBe(WebFault.LedAstray);
        _web.Asked.ShouldBe(["https://acme.com/"]);
    }

    [Fact]
    public async Task Port_OfItsOwn_IsTheOperatorsToName()
    {
        var proxy = new Uri("https://proxy.acme.com:8443/");
        _web.Answer(proxy.AbsoluteUri, "hi");

        (await ReadAsync(new WebAsk(proxy, "*/*"))).Fault.ShouldBe(WebFault.LedAstray);
        (await ReadAsync(new WebAsk(proxy, "*/*") { AnyPort = true })).Text.ShouldBe("hi");
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://localhost/")]
    public async Task Page_ThatLeadsInward_IsNotReached(string to)
    {
        _web.Lead("https://acme.com/", to);
        using var guarded = new GuardedBehind(_web);
        using var reader = new WebReader(guarded, _time, anyPort: false);

        var reply = await reader.GetAsync(new WebAsk(Start, "*/*") { MostRedirects = 3 }, CancellationToken.None);

        reply.Fault.ShouldBe(WebFault.NotReached);
        guarded.Denied.ShouldBe(1);
    }

    [Fact]
    public async Task Page_LargerThanIsTaken_IsRefusedOrCut()
    {
        _web.Answer("https://acme.com/", new string('x', 1_001));

        (await ReadAsync(new WebAsk(Start, "*/*") { MostBytes = 1_000 })).Fault.ShouldBe(WebFault.TooLarge);
        (await ReadAsync(new WebAsk(Start, "*/*") { MostBytes = 1_000, Cuts = true })).Text.Length.ShouldBe(1_000);
    }

    [Fact]
    public async Task Page_ThatDoesNotAnswer_IsGivenUp()
    {
        var asked = _web.Hang("https://acme.com/");
        var reply = ReadAsync(new WebAsk(Start, "*/*"));
        await asked;
        _time.Advance(TimeSpan.FromSeconds(10));

        (await reply).Fault.ShouldBe(WebFault.TooSlow);
    }

    [Fact]
    public async Task Page_WhoseReaderWantsItNoMore_EndsByHisWill()
    {
        using var stop = new CancellationTokenSource();
        var asked = _web.Hang("https://acme.com/");
        using var reader = new WebReader(_web, _time, anyPort: false);
        var reply = reader.GetAsync(new WebAsk(Start, "*/*"), stop.Token);
        await asked;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reply);
    }

    private async Task<WebReply> ReadAsync(WebAsk ask)
    {
        using var reader = new WebReader(_web, _time, anyPort: false);
        return await reader.GetAsync(ask, CancellationToken.None);
    }

    // The first page is the tests', all that it leads to is asked of the network that is used outside of tests.
    private sealed class GuardedBehind(FakeWeb first) : DelegatingHandler(GuardedNetwork.Create(allowPrivate: false))
    {
        private readonly HttpMessageInvoker _first = new(first);

        public int Denied { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri == Start)
            {
                return await _first.SendAsync(request, cancellationToken);
            }

            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException refused) when (refused.InnerException is System.Net.Sockets.SocketException
            {
                SocketErrorCode: System.Net.Sockets.SocketError.AccessDenied,
            })
            {
                Denied++;
                throw;
            }
        }

        protected override void Dispose(bool disposing)
        {
            _first.Dispose();
            base.Dispose(disposing);
        }
    }
}
