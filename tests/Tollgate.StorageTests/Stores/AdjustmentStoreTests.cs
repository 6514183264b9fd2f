using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class AdjustmentStoreTests : IDisposable
{
    private readonly SampleBooks _books = new();
    private readonly SqliteFixture _store = new();
    private long _sequence;

    private CallFilter Any => new() { Workspace = _books.Workspace };

    private IAdjustmentStore Adjustments => _store.Storage.Adjustments;

    [Fact]
    public void Write_Entries_StandBesideTheirCallsAndInTheSums()
    {
        var (first, second) = (Log(), Log());

        Adjustments.Write(_books.Workspace, [Entry(first, 50, 80), Entry(second, 50, 40)]).ShouldBe(2);

        var page = Adjustments.Page(Any, null, 10);
        page.Select(l => (l.Call.RequestId, l.AdjustedByNanoUsd, l.AdjustedNanoUsd)).ShouldBe([(first.RequestId, 30L, 80L), (second.RequestId, -10L, 40L)]);
        page[0].Call.ShouldBeSame(first);
        var sum = _store.Calls.Sum(Any, [], TimeZoneInfo.Utc).ShouldHaveSingleItem();
        (sum.CostNanoUsd, sum.AdjustmentNanoUsd).ShouldBe((100L, 20L));
        _store.Calls.Sum(Any, [UsageGroup.Key, UsageGroup.Day], TimeZoneInfo.Utc).ShouldHaveSingleItem().AdjustmentNanoUsd.ShouldBe(20);
        Adjustments.Of(_books.Workspace, first.RequestId).ShouldHaveSingleItem().ShouldBe(Entry(first, 50, 80));
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Write_AgainOrOnTopOfSomethingElse_IsLeftOut()
    {
        var call = Log();
        Adjustments.Write(_books.Workspace, [Entry(call, 50, 80)]);

        Adjustments.Write(_books.Workspace, [Entry(call, 50, 80)]).ShouldBe(0);
        Adjustments.Write(_books.Workspace, [Entry(call, 50, 90)]).ShouldBe(0);
        Adjustments.Write(_books.Workspace, [Entry(call, 80, 80)]).ShouldBe(0);
        Adjustments.Write(_books.Workspace, [Entry(call, 80, 20)]).ShouldBe(1);

        Adjustments.Of(_books.Workspace, call.RequestId).Select(e => (e.BeforeNanoUsd, e.AfterNanoUsd)).ShouldBe([(50L, 80L), (80L, 20L)]);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Write_CallWithoutAPrice_BeginsAtNothing()
    {
        var call = _books.Call(_books.NextId(), 999);
        call.Flags = CallFlags.Unpriced;
        Log(call);

        Adjustments.Write(_books.Workspace, [Entry(call, 0, 7)]).ShouldBe(1);

        Adjustments.Page(Any, null, 1).Single().AdjustedNanoUsd.ShouldBe(7);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Page_AfterACall_GoesOnWithTheNextInOrder()
    {
        var ids = Enumerable.Range(0, 5).Select(_ => Log().RequestId).ToList();

        Adjustments.Page(Any, null, 2).Select(l => l.Call.RequestId).ShouldBe(ids[..2]);
        Adjustments.Page(Any, ids[1], 2).Select(l => l.Call.RequestId).ShouldBe(ids[2..4]);
        Adjustments.Page(Any, ids[4], 2).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE adjustments SET after = after + 1", "the reporting accounts of")]
    [InlineData("UPDATE reporting_accounts SET adjusted = adjusted + 1", "the reporting accounts of")]
    [InlineData("UPDATE reporting_accounts SET differences = 0", "the reporting accounts of")]
    [InlineData("DELETE FROM reporting_accounts", "the reporting accounts of")]
    [InlineData("UPDATE calls SET cost = cost + 1", "before it the call costs")]
    [InlineData("DELETE FROM adjustments WHERE number = 0", "before it the call costs")]
    public void Verify_BooksThatWereTamperedWith_AreFound(string tampering, string says)
    {
        var call = Log();
        Adjustments.Write(_books.Workspace, [Entry(call, 50, 80)]);
        Adjustments.Write(_books.Workspace, [Entry(call, 80, 90)]);
        _store.Tamper(tampering);

        _store.Ledger.Verify().Findings.ShouldContain(f => f.Contains(says, StringComparison.Ordinal));
    }

    public void Dispose() => _store.Dispose();

    private static PriceAdjustment Entry(CallRecord call, long before, long after) => new()
    {
        RequestId = call.RequestId, AtMs = 5, BeforeNanoUsd = before, AfterNanoUsd = after, FromVersion = "a", ToVersion = "b",
    };

    private CallRecord Log() => Log(_books.Call(_books.NextId(), 50, SampleBooks.NowMs));

    private CallRecord Log(CallRecord call)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Calls.Add(call);
        _store.Ledger.Commit(batch);
        return call;
    }
}
