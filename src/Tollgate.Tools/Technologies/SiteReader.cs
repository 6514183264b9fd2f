using Tollgate.Metering.Identity;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.Technologies;

/// <summary>Reads a company's page and some of the scripts that it refers to: its own, and containers of tags, in which other scripts are named.
/// What was read is kept for a while for the wallet that asked.</summary>
internal sealed class SiteReader(WebReader web, TimeSpan kept, TimeProvider time)
{
    /// <summary>Most scripts that are fetched for one page.</summary>
    public const int MostScripts = 8;

    private const int MostPageBytes = 2 * 1024 * 1024;
    private const int MostScriptBytes = 768 * 1024;
    private const int MostRedirects = 5;

    private const long MostCharacters = 32 * 1024 * 1024;

    private static readonly string[] Containers = ["www.googletagmanager.com", "assets.adobedtm.com", "cdn.segment.com"];

    private readonly WalletCache<SiteReading> _pages = new(kept, MostCharacters, Size, time);

    public async Task<SiteReading> ReadAsync(WalletId wallet, DomainName domain, CancellationToken stop)
    {
        if (_pages.Find(wallet, domain.Name) is { } known)
        {
            return known;
        }

        var reply = await PageAsync(domain.Name, stop);
        if (reply.Fault == WebFault.NotReached)
        {
            reply = await PageAsync("www." + domain.Name, stop);
        }

        var reading = reply switch
        {
            { IsGood: true } => new SiteReading(SiteState.Found, await GatherAsync(reply, domain, stop), reply.Status),
            { Fault: WebFault.TooSlow } => new SiteReading(SiteState.TooSlow, null, null),
            { Fault: WebFault.None, Status: 404 or 410 } => new SiteReading(SiteState.NotFound, null, reply.Status),
            _ => new SiteReading(SiteState.Failed, null, reply.Status),
        };
        if (reading.Page is not null)
        {
            _pages.Keep(wallet, domain.Name, reading);
        }

        return reading;
    }

    private Task<WebReply> PageAsync(string host, CancellationToken stop) => web.GetAsync(
        new WebAsk(new Uri($"https://{host}/"), "text/html,application/xhtml+xml")
        {
            Cuts = true, MostBytes = MostPageBytes, MostRedirects = MostRedirects,
        },
        stop);

    private async Task<SitePage> GatherAsync(WebReply reply, DomainName domain, CancellationToken stop)
    {
        var html = reply.Text;
        var scan = PageScan.Of(html);
        var addresses = scan.Addresses.Select(a => (a.Element, Uri.TryCreate(reply.Address, a.Address, out var whole) ? whole : null))
            .Where(a => a.Item2 is { Scheme: "http" or "https" }).Select(a => (a.Element, Address: a.Item2!)).ToList();
        var scripts = addresses.Where(a => a.Element == "script" && IsWorthIt(a.Address, reply.Address, domain))
            .Select(a => a.Address).Distinct().Take(MostScripts);
        var texts = await Task.WhenAll(scripts.Select(address => ScriptAsync(address, stop)));
        return new SitePage
        {
            Html = html,
            Addresses = [.. addresses.Select(a => a.Address.AbsoluteUri).Distinct(StringComparer.Ordinal)],
            Scripts = [.. texts.OfType<(string, string)>()],
            Headers = reply.Headers,
            Metas = scan.Metas,
            Cookies = [.. reply.Headers.Where(h => h.Name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value.Split('=', 2)[0].Trim())],
        };
    }

    // What others' scripts are is told by their addresses.
    private static bool IsWorthIt(Uri script, Uri page, DomainName domain) =>
        script.Host == page.Host || domain.Has(script.Host) || Containers.Contains(script.Host);

    // A script that cannot be read says nothing.
    private async Task<(string Address, string Text)?> ScriptAsync(Uri address, CancellationToken stop)
    {
        var reply = await web.GetAsync(
            new WebAsk(address, "*/*") { Cuts = true, MostBytes = MostScriptBytes, MostRedirects = 2, Timeout = TimeSpan.FromSeconds(5) }, stop);
        return reply.IsGood ? (address.AbsoluteUri, reply.Text) : null;
    }

    private static long Size(SiteReading reading) => reading.Page is not { } page
        ? 0
        : page.Html.Length + page.Scripts.Sum(script => (long)script.Text.Length) + page.Addresses.Sum(address => (long)address.Length);
}
