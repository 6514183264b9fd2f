using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Testing.Ledger;

/// <summary>Adjusting entries in memory, beside the calls of a ledger store in memory.</summary>
public sealed class MemoryAdjustments(MemoryLedgerStore store) : IAdjustmentStore
{
    private readonly List<PriceAdjustment> _entries = [];

    /// <summary>Runs before each write: the place where tests interrupt.</summary>
    public Action BeforeWrite { get; set; } = static () => { };

    public IReadOnlyList<PriceAdjustment> All => _entries;

    public IReadOnlyList<LoggedCall> Page(CallFilter filter, Id<RequestKind>? after, int limit) =>
        [.. new MemoryCallLog(store).List(filter, int.MaxValue).OrderBy(c => c.RequestId).Where(c => after is null || c.RequestId > after).Take(limit).Select(Logged)];

    public int Write(Id<WorkspaceKind> workspace, IReadOnlyList<PriceAdjustment> entries)
    {
        BeforeWrite();
        var news = entries.Where(e => e.BeforeNanoUsd != e.AfterNanoUsd
            && Logged(store.Calls.Single(c => c.RequestId == e.RequestId)).AdjustedNanoUsd == e.BeforeNanoUsd).ToList();
        _entries.AddRange(news);
        return news.Count;
    }

    public IReadOnlyList<PriceAdjustment> Of(Id<WorkspaceKind> workspace, Id<RequestKind> requestId) => [.. _entries.Where(e => e.RequestId == requestId)];

    private LoggedCall Logged(CallRecord call) =>
        new(call, _entries.Where(e => e.RequestId == call.RequestId).Sum(e => e.AfterNanoUsd - e.BeforeNanoUsd));
}
