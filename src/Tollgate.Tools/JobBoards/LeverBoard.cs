namespace Tollgate.Tools.JobBoards;

/// <summary>Lever: <c>GET /v0/postings/{site}?mode=json</c> answers postings by the hundred.</summary>
/// <param name="name">Its name: Lever serves sites of the European Union from hosts of their own.</param>
/// <param name="links">How its sites are linked to.</param>
internal sealed class LeverBoard(string name, Uri address, IReadOnlyList<string> links, BoardPages pages) : IJobBoard
{
    private const int Page = 100;

    public string Name => name;

    public IReadOnlyList<string> Links => links;

    public async Task<BoardReading> ReadAsync(string token, CancellationToken stop)
    {
        var jobs = new List<BoardJob>();
        for (var skip = 0; skip < BoardPages.MostJobs; skip += Page)
        {
            var page = new Uri(address, FormattableString.Invariant($"v0/postings/{Uri.EscapeDataString(token)}?mode=json&skip={skip}&limit={Page}"));
            var (postings, failure) = await pages.GetAsync(Name, page, BoardJson.Default.IReadOnlyListLeverPosting, stop);
            if (failure is not null)
            {
                return failure;
            }

            jobs.AddRange(postings!.Take(Page).OfType<LeverPosting>().Select(Read).OfType<BoardJob>());
            if (postings!.Count < Page)
            {
                break;
            }
        }

        return new BoardReading(Name, BoardState.Found) { Jobs = jobs };
    }

    private static BoardJob? Read(LeverPosting posting) =>
        BoardJob.Of(posting.Id, posting.Text, posting.HostedUrl, posting.Categories?.Location, Moment(posting.CreatedAt), null);

    private static DateTimeOffset? Moment(long? ms) =>
        ms is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms.Value) : null;
}
