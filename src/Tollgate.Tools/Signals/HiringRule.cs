using Tollgate.Tools.Catalog;
using Tollgate.Tools.Filters;
using Tollgate.Tools.JobBoards;

namespace Tollgate.Tools.Signals;

/// <summary>Which open positions a detector is about.</summary>
/// <param name="Name">The detector's name.</param>
/// <param name="Description">For whoever lists it.</param>
/// <param name="Pick">The positions that count, of all of a board, at a moment.</param>
internal sealed record HiringRule(
    string Name, string Description, Func<IReadOnlyList<BoardJob>, Arguments, DateTimeOffset, IReadOnlyList<BoardJob>> Pick)
{
    private const string Leaders = "(director OR head OR vp OR svp OR evp OR avp OR \"vice president\" OR chief OR president)";

    private static readonly TextFilter Support = TextFilter.Parse(
        "(support OR \"customer success\" OR \"customer experience\" OR \"customer care\" OR \"customer service\" OR \"client services\""
        + " OR \"help desk\" OR helpdesk OR \"service desk\") NOT (\"sales support\" OR \"decision support\" OR \"legal support\")");

    private static readonly TextFilter SalesRep = TextFilter.Parse(
        "(((\"account executive\" OR \"account executives\" OR sdr OR bdr OR \"sales development\" OR \"business development representative\""
        + " OR \"business development associate\" OR \"sales representative\" OR \"sales rep\" OR \"sales executive\" OR \"sales associate\""
        + " OR \"sales specialist\" OR \"sales consultant\" OR \"inside sales\") NOT (manager OR lead OR operations OR enablement OR engineer))"
        + " OR ((\"account manager\" OR \"territory manager\") NOT technical)) NOT " + Leaders);

    private static readonly TextFilter SalesLeadership = TextFilter.Parse(
        $"(((sales OR revenue OR \"account executives\" OR \"business development\") AND {Leaders}) OR cro OR \"sales manager\" OR \"manager sales\""
        + " OR \"manager of sales\" OR \"sales development manager\" OR \"manager account executives\")"
        + " NOT (engineer OR engineering OR operations OR enablement OR assistant OR recognition OR accounting)");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HiringRule> All { get; } =
    [
        new(SignalNames.HiringRole, "Whether a company has open positions whose title matches a filter.",
            static (jobs, arguments, _) => Matching(jobs, arguments.Filter("job_title_filters")!)),
        new(SignalNames.HiringSupport, "Whether a company is hiring for customer support or customer success.",
            static (jobs, _, _) => Matching(jobs, Support)),
        new(SignalNames.HiringSalesRep, "Whether a company is hiring people who sell: account executives, SDRs, BDRs, sales representatives.",
            static (jobs, _, _) => Matching(jobs, SalesRep)),
        new(SignalNames.HiringSalesLeadership, "Whether a company is hiring people who lead its sales.",
            static (jobs, _, _) => Matching(jobs, SalesLeadership)),
        new(SignalNames.HiringSalesRepRepost, "Whether a company posts a position in sales again, because it could not be filled or more are wanted.",
            static (jobs, _, now) => Reposts.Of(jobs, now, job => SalesRep.Matches(Plain(job)))),
    ];

    private static IReadOnlyList<BoardJob> Matching(IReadOnlyList<BoardJob> jobs, TextFilter filter) =>
        [.. jobs.Where(job => filter.Matches(Plain(job)))];

    // "Manager, Sales" reads as the phrase "manager sales".
    private static string Plain(BoardJob job) => job.Title.Replace(',', ' ');
}
