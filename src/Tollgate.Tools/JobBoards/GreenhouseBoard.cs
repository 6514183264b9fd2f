namespace Tollgate.Tools.JobBoards;

/// <summary>Greenhouse: <c>GET /v1/boards/{token}/jobs</c> answers all jobs at once.</summary>
internal sealed class GreenhouseBoard(Uri address, BoardPages pages) : IJobBoard
{
    public string Name => "greenhouse";

    public IReadOnlyList<string> Links { get; } =
    [
        "boards.greenhouse.io/embed/job_board?for=", "boards.greenhouse.io/embed/job_board/js?for=", "boards-api.greenhouse.io/v1/boards/",
        "boards.greenhouse.io/",
    ];

    public async Task<BoardReading> ReadAsync(string token, CancellationToken stop)
    {
        var (content, failure) = await pages.GetAsync(
            Name, new Uri(address, $"v1/boards/{Uri.EscapeDataString(token)}/jobs"), BoardJson.Default.GreenhouseJobs, stop);
        return failure ?? new BoardReading(Name, BoardState.Found)
        {
            Jobs = [.. content!.Jobs.OfType<GreenhouseJob>().Take(BoardPages.MostJobs).Select(Read).OfType<BoardJob>()],
        };
    }

    // Older boards do not tell when a job was first published.
    private static BoardJob? Read(GreenhouseJob job) => BoardJob.Of(
        job.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        job.Title,
        job.Url,
        job.Location?.Name,
        BoardPages.Moment(job.FirstPublished ?? job.UpdatedAt),
        BoardPages.Moment(job.UpdatedAt));
}
