using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of events must do.</summary>
public abstract class EventLogContract : IDisposable
{
    private static readonly Id<WorkspaceKind> Ours = new(5);
    private static readonly Id<WorkspaceKind> Theirs = new(6);
    private readonly StoreFixture _store;
    private long _sequence;

    protected EventLogContract(StoreFixture store) => _store = store;

    [Fact]
    public void List_Events_GivesTheWorkspacesNewestFirstAndTheCursorGoesOn()
    {
        var all = Enumerable.Range(1, 5).Select(i => Event(i, i % 2 == 0 ? EventKinds.CallClamped : EventKinds.BudgetWarning)).ToList();
        Write([.. all, Event(9) with { Workspace = Theirs }]);
        _store.Reopen();

        _store.Events.List(Ours, null, null, 10).ShouldBe(Enumerable.Reverse(all));
        _store.Events.List(Ours, null, null, 2).ShouldBe([all[4], all[3]]);
        _store.Events.List(Ours, null, all[3].Id, 2).ShouldBe([all[2], all[1]]);
        _store.Events.List(Ours, EventKinds.CallClamped, all[3].Id, 2).ShouldBe([all[1]]);
        _store.Events.List(Theirs, null, null, 10).ShouldHaveSingleItem().Id.ShouldBe(new Id<EventKind>(9));
    }

    [Fact]
    public void Commit_EventThatHappensOnce_KeepsTheFirstOfEachWorkspace()
    {
        Write(Event(1) with { Once = "a" }, Event(2) with { Once = "a" }, Event(3), Event(4));
        Write(Event(5) with { Once = "a" }, Event(6) with { Once = "a", Workspace = Theirs }, Event(7) with { Once = "b" });

        _store.Events.List(Ours, null, null, 10).Select(e => (int)e.Id.Value).ShouldBe([7, 4, 3, 1]);
        _store.Events.List(Theirs, null, null, 10).ShouldHaveSingleItem().Once.ShouldBe("a");
    }

    [Fact]
    public void Forget_Events_DropsTheOldAndTheOldestOfTooMany()
    {
        Write([.. Enumerable.Range(1, 20).Select(i => Event(i)), Event(30) with { Workspace = Theirs }]);

        _store.Events.Forget(SampleBooks.NowMs + 5, 3);

        _store.Events.List(Ours, null, null, 50).Select(e => (int)e.Id.Value).ShouldBe([20, 19, 18]);
        _store.Events.List(Theirs, null, null, 50).ShouldHaveSingleItem();
        _store.Events.Forget(SampleBooks.NowMs + 20, 3);
        _store.Events.List(Ours, null, null, 50).ShouldHaveSingleItem().AtMs.ShouldBe(SampleBooks.NowMs + 20);
    }

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    private static WorkspaceEvent Event(int id, string kind = EventKinds.ProviderVariance) => new()
    {
        Id = new Id<EventKind>((UInt128)id), Workspace = Ours, AtMs = SampleBooks.NowMs + id, Kind = kind, Data = """{"a":"\u2602"}""",
    };

    private void Write(params WorkspaceEvent[] events)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Events.AddRange(events);
        _store.Ledger.Commit(batch);
    }
}
