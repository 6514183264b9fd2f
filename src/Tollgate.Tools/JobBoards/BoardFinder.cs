using Tollgate.Metering.Identity;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.JobBoards;

/// <summary>Finds the job board of a company and reads it: by the links on its page of open positions, and else by the names that it may have
/// there. What was found is kept for a while for the wallet that asked, a failure for a moment.</summary>
internal sealed class BoardFinder(IReadOnlyList<IJobBoard> boards, WebReader web, JobBoardSettings settings, TimeProvider time)
{
    private const long MostCharacters = 16 * 1024 * 1024;

    // As long as detectors that follow one another would meet the same failure again.
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(5);

    private static readonly string[] CareersPages = ["careers", "jobs"];

    private readonly WalletCache<BoardReading> _found = new(settings.Kept, MostCharacters, Size, time);
    private readonly WalletCache<BoardReading> _failed = new(FailureKept, MostCharacters, Size, time);

    /// <summary>The board with the company's open positions; not found when none of the hosts has one.</summary>
    public async Task<BoardReading> FindAsync(WalletId wallet, DomainName domain, CancellationToken stop)
    {
        if ((_found.Find(wallet, domain.Name) ?? _failed.Find(wallet, domain.Name)) is { } kept)
        {
            return kept;
        }

        var reading = (settings.ReadsCareersPages ? await LinkedAsync(domain, stop) : null) ?? await NamedAsync(domain, stop);
        var cache = reading.State is BoardState.Found or BoardState.NotFound ? _found : _failed;
        cache.Keep(wallet, domain.Name, reading);
        return reading;
    }

    // Null when no page links to a board: a page that cannot be read is none.
    private async Task<BoardReading?> LinkedAsync(DomainName domain, CancellationToken stop)
    {
        foreach (var path in CareersPages)
        {
            var ask = new WebAsk(new Uri($"https://{domain}/{path}"), "text/html")
            {
                Cuts = true, MostRedirects = 4, Timeout = TimeSpan.FromSeconds(6),
            };
            var page = await web.GetAsync(ask, stop);
            if (page.Fault == WebFault.NotReached)
            {
                return null;
            }

            // Where it was led to counts as a link.
            var text = page.IsGood ? $"{page.Address.AbsoluteUri} {page.Text}" : "";
            var linked = boards.SelectMany(board => BoardTokens.In(text, board).Select(token => (board, token))).Take(4).ToList();
            if (linked.Count > 0)
            {
                return Best(await Task.WhenAll(linked.Select(l => l.board.ReadAsync(l.token, stop))), domain);
            }
        }

        return null;
    }

    private async Task<BoardReading> NamedAsync(DomainName domain, CancellationToken stop)
    {
        var all = new List<BoardReading>();
        foreach (var token in BoardTokens.Of(domain))
        {
            all.AddRange(await Task.WhenAll(boards.Select(board => board.ReadAsync(token, stop))));
            if (all.Exists(reading => reading.Jobs.Count > 0 || reading.State is BoardState.Failed or BoardState.TooSlow))
            {
                break;
            }
        }

        return Best(all, domain);
    }

    // One whose jobs stand on the company's own pages is its own for sure; then one that has any. While a host has not answered, nobody knows
    // whether there is a board.
    private static BoardReading Best(IReadOnlyList<BoardReading> readings, DomainName domain) =>
        readings.FirstOrDefault(r => r.State == BoardState.Found && r.Jobs.Any(job => IsOwn(job, domain)))
        ?? readings.FirstOrDefault(r => r.State == BoardState.Found && r.Jobs.Count > 0)
        ?? readings.FirstOrDefault(r => r.State is BoardState.Failed or BoardState.TooSlow)
        ?? readings.FirstOrDefault(r => r.State == BoardState.Found)
        ?? readings[0];

    private static bool IsOwn(BoardJob job, DomainName domain) =>
        job.Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && domain.Has(address.Host);

    private static long Size(BoardReading reading) => reading.Jobs.Sum(job => job.Id.Length + job.Title.Length + (job.Url?.Length ?? 0) + (job.Location?.Length ?? 0) + 100L);
}
