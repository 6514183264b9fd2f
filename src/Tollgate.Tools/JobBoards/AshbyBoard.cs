namespace Tollgate.Tools.JobBoards;

/// <summary>Ashby: <c>GET /posting-api/job-board/{name}</c> answers all jobs at once, those too that are open by their link alone.</summary>
internal sealed class AshbyBoard(Uri address, BoardPages pages) : IJobBoard
{
    public string Name => "ashby";

    public IReadOnlyList<string> Links { get; } = ["api.ashbyhq.com/posting-api/job-board/", "jobs.ashbyhq.com/"];

    public async Task<BoardReading> ReadAsync(string token, CancellationToken stop)
    {
        var (content, failure) = await pages.GetAsync(
            Name, new Uri(address, $"posting-api/job-board/{Uri.EscapeDataString(token)}"), BoardJson.Default.AshbyJobs, stop);
        return failure ?? new BoardReading(Name, BoardState.Found)
        {
            Jobs = [.. content!.Jobs.OfType<AshbyJob>().Where(job => job.IsListed != false).Take(BoardPages.MostJobs).Select(Read).OfType<BoardJob>()],
        };
    }

    private static BoardJob? Read(AshbyJob job) =>
        BoardJob.Of(job.Id ?? LastPart(job.JobUrl), job.Title, job.JobUrl, job.Location, BoardPages.Moment(job.PublishedAt), null);

    private static string? LastPart(string? url) => url?[(url.LastIndexOf('/') + 1)..];
}
