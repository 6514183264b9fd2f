using Tollgate.Tools.JobBoards;

namespace Tollgate.Tools.Signals;

/// <summary>Which positions are posted again, by what a board shows at one moment. That is so of
/// <para>one that has the title and the place of another that was published at least <see cref="LeastDays"/> and at most <see cref="MostDays"/> days
/// before it and is open still; and of</para>
/// <para>one that was first published at least <see cref="OldDays"/> days ago and has been changed within the last <see cref="FreshDays"/>, unless
/// a good part of the board was changed in the same hour, which is the board's doing.</para></summary>
internal static class Reposts
{
    public const int LeastDays = 7;
    public const int MostDays = 90;
    public const int OldDays = 30;
    public const int FreshDays = 14;

    private const int MostTogether = 3;
    private const int MostOfBoard = 4;

    /// <summary>The reposts among the positions that count, newest first.</summary>
    public static IReadOnlyList<BoardJob> Of(IReadOnlyList<BoardJob> board, DateTimeOffset now, Func<BoardJob, bool> counts)
    {
        var jobs = board.Where(counts).ToList();
        var atOnce = board.Where(job => job.UpdatedAt is not null).GroupBy(Hour).ToDictionary(group => group.Key, group => group.Count());
        return
        [
            .. jobs.GroupBy(Same).SelectMany(Later)
                .Union(jobs.Where(job => IsRefreshed(job, now) && !IsOfTheBoard(atOnce[Hour(job)], board.Count)))
                .OrderByDescending(job => job.PostedAt).ThenBy(job => job.Id, StringComparer.Ordinal),
        ];
    }

    private static bool IsOfTheBoard(int together, int all) => together > Math.Max(MostTogether, all / MostOfBoard);

    private static long Hour(BoardJob job) => job.UpdatedAt!.Value.ToUnixTimeSeconds() / 3600;

    private static (string Title, string Place) Same(BoardJob job) =>
        (Filters.FilterTerm.OneSpaced(job.Title).ToLowerInvariant(), Filters.FilterTerm.OneSpaced(job.Location ?? "").ToLowerInvariant());

    private static IEnumerable<BoardJob> Later(IEnumerable<BoardJob> same)
    {
        var dated = same.Where(job => job.PostedAt is not null).ToList();
        return dated.Where(job => dated.Exists(other => (job.PostedAt!.Value - other.PostedAt!.Value).TotalDays is >= LeastDays and <= MostDays));
    }

    private static bool IsRefreshed(BoardJob job, DateTimeOffset now) => job is { PostedAt: { } posted, UpdatedAt: { } updated }
        && (now - posted).TotalDays >= OldDays && (now - updated).TotalDays <= FreshDays && updated > posted;
}
