using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Calling;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Sample;
using Tollgate.Tools.Technologies;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.Signals;

/// <summary>The tools of the server <c>signals</c>.</summary>
internal static class SignalTools
{
    public static IReadOnlyList<ITool> All(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var book = services.GetRequiredService<SampleBook>();
        var web = services.GetRequiredService<WebReader>();
        var boards = services.GetRequiredService<JobBoardSettings>();
        var pages = new BoardPages(web, services.GetRequiredService<ILogger<BoardPages>>());
        var finder = new BoardFinder(Boards(boards, pages), web, boards, time);
        return
        [
            .. HiringRule.All.Select(rule => new HiringSignal(rule, finder, time)),
            new TechnologySignal(new SiteReader(web, boards.Kept, time)),
            .. ReviewRule.All.Select(rule => new ReviewSignal(rule, book, time)),
            new SpikeSignal(book),
            new SetSignalsOrder(services.GetRequiredService<CustomerDirectory>()),
            new GetSignalsOrder(),
            new DetectSignal(
                services.GetRequiredService<ToolShelf>,
                services.GetRequiredService<PaidCall>(),
                services.GetRequiredService<IdSource>(),
                time,
                services.GetRequiredService<SignalSettings>(),
                services.GetRequiredService<ILogger<DetectSignal>>()),
        ];
    }

    private static IReadOnlyList<IJobBoard> Boards(JobBoardSettings settings, BoardPages pages) =>
    [
        new GreenhouseBoard(settings.Greenhouse, pages),
        new AshbyBoard(settings.Ashby, pages),
        new LeverBoard("lever", settings.Lever, ["api.lever.co/v0/postings/", "jobs.lever.co/"], pages),
        new LeverBoard("lever-eu", settings.LeverEu, ["api.eu.lever.co/v0/postings/", "jobs.eu.lever.co/"], pages),
    ];
}
