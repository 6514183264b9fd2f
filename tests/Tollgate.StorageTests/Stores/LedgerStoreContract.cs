using Tollgate.Metering.Budgets;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of the books must do.</summary>
public abstract class LedgerStoreContract : IDisposable
{
    private readonly SampleBooks _books = new();
    private readonly StoreFixture _store;

    protected LedgerStoreContract(StoreFixture store) => _store = store;

    [Fact]
    public void Load_EmptyStore_IsCleanAtZero()
    {
        var snapshot = _store.Ledger.Load(SampleBooks.NowMs);

        (snapshot.CommittedSequence, snapshot.LastOrdinal, snapshot.Clean).ShouldBe((0L, 0, true));
        snapshot.Accounts.ShouldBeEmpty();
        snapshot.OpenHolds.ShouldBeEmpty();
        snapshot.Suspended.ShouldBeEmpty();
    }

    [Fact]
    public void Load_AfterReopen_GivesWhatWasCommitted()
    {
        _store.Ledger.Commit(_books.Opening());
        var hold = _books.NextId();
        var batch = new CommitBatch();
        _books.Settle(batch, _books.NextId(), 1200).Hold(batch, hold, 3000, dispatched: true).Seal(batch);
        _store.Ledger.Commit(batch);

        _store.Reopen();
        var snapshot = _store.Ledger.Load(SampleBooks.NowMs);

        (snapshot.CommittedSequence, snapshot.LastOrdinal, snapshot.Clean).ShouldBe((2L, 7, false));
        snapshot.Accounts.Select(account => account.Balance).ShouldBe(batch.Balances);
        snapshot.Accounts[3].Identity.ShouldBe(_books.IdentityOf(AccountScope.Provider, SampleBooks.Window));
        var open = snapshot.OpenHolds.ShouldHaveSingleItem();
        (open with { Call = null }).ShouldBe(batch.OpenedHolds[0] with { Call = null });
        open.Call.ShouldBeSame(_books.Call(hold));
    }

    [Fact]
    public void Load_AfterOrderlyStop_SaysClean()
    {
        _store.Ledger.Commit(_books.Seal(_books.Opening(), clean: true));

        _store.Reopen();

        _store.Ledger.Load(SampleBooks.NowMs).Clean.ShouldBeTrue();
    }

    [Fact]
    public void Load_WindowEndedSinceTheLastCommit_StillGivesItsAccounts()
    {
        _store.Ledger.Commit(_books.Opening());
        var batch = new CommitBatch();
        _books.Settle(batch, _books.NextId(), 10).Seal(batch);
        _store.Ledger.Commit(batch);

        _store.Ledger.Load(SampleBooks.Window.EndMs + 1).Accounts.Count.ShouldBe(7);
    }

    [Fact]
    public void Load_WindowEndedBeforeTheLastCommit_LeavesItsAccountsOutUnlessAHoldOrSuspenseNamesThem()
    {
        var after = SampleBooks.Window.EndMs + 3_600_000;
        var batch = _books.Opening();
        batch.Transfers.Add(new Transfer(_books.NextId(after).Value, EntryKind.Settle, after, 0, 0, 0, default));
        _store.Ledger.Commit(batch);
        _store.Ledger.Load(after).Accounts.ShouldBeEmpty();

        var hold = _books.NextId();
        batch = new CommitBatch();
        _books.Hold(batch, hold, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        _store.Ledger.Load(after).Accounts.Count.ShouldBe(7);

        batch = new CommitBatch();
        _books.Suspend(batch, hold, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        _store.Ledger.Load(after).Accounts.Count.ShouldBe(7);

        batch = new CommitBatch();
        _books.Resolve(batch, hold, 1000, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        var snapshot = _store.Ledger.Load(after);
        snapshot.Accounts.ShouldBeEmpty();
        snapshot.LastOrdinal.ShouldBe(7);
    }

    [Fact]
    public void Load_HoldEnded_IsOpenNoMore()
    {
        _store.Ledger.Commit(_books.Opening());
        var (first, second) = (_books.NextId(), _books.NextId());
        var batch = new CommitBatch();
        _books.Hold(batch, first, 3000).Hold(batch, second, 100).Seal(batch);
        _store.Ledger.Commit(batch);

        batch = new CommitBatch();
        batch.DispatchedHolds.Add(second.Value);
        _books.Suspend(batch, first, 3000).Seal(batch);
        _store.Ledger.Commit(batch);

        var open = _store.Ledger.Load(SampleBooks.NowMs).OpenHolds.ShouldHaveSingleItem();
        open.Id.ShouldBe(second.Value);
        open.Dispatched.ShouldBeTrue();
    }

    [Fact]
    public void Load_Suspense_IsGivenUntilResolved()
    {
        _store.Ledger.Commit(_books.Opening());
        var (call, slice) = (_books.NextId(), _books.NextId());
        var batch = new CommitBatch();
        _books.Hold(batch, call, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Suspend(batch, call, 3000).LoseSlice(batch, slice, 700).Seal(batch);
        _store.Ledger.Commit(batch);

        _store.Ledger.Load(SampleBooks.NowMs).Suspended.ShouldBe(batch.Transfers);

        batch = new CommitBatch();
        _books.Resolve(batch, call, 2000, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        _store.Ledger.Load(SampleBooks.NowMs).Suspended.ShouldHaveSingleItem().Id.ShouldBe(slice.Value);
    }

    [Fact]
    public void Commit_CallLoggedAgain_ReplacesItsRow()
    {
        _store.Ledger.Commit(_books.Opening());
        var id = _books.NextId();
        var batch = new CommitBatch();
        _books.Hold(batch, id, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Suspend(batch, id, 3000).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Resolve(batch, id, 2000, 3000).Seal(batch);
        _store.Ledger.Commit(batch);

        var call = _store.Calls.List(new CallFilter { Workspace = _books.Workspace }, 10).ShouldHaveSingleItem();
        call.CostNanoUsd.ShouldBe(2000);
    }

    [Fact]
    public void Commit_Fails_ChangesNothingAndRefusesUntilLoaded()
    {
        _store.Ledger.Commit(_books.Opening());
        var batch = new CommitBatch();
        _books.Settle(batch, _books.NextId(), 1200).Seal(batch);
        _store.FailNextCommit();

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch));
        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch)).Message.ShouldContain("until it is loaded");

        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(1);
        _store.Ledger.Commit(batch);
        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(2);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Commit_OlderSequence_IsRefused()
    {
        _store.Ledger.Commit(_books.Opening());
        var late = new CommitBatch { Sequence = 0 };

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(late)).Message.ShouldContain("past sequence");
    }

    [Fact]
    public void Commit_SameTransferAgain_FailsWhole()
    {
        _store.Ledger.Commit(_books.Opening());
        var id = _books.NextId();
        var batch = new CommitBatch();
        _books.Settle(batch, id, 1200).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Settle(batch, id, 1200).Seal(batch);

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch));

        var snapshot = _store.Ledger.Load(SampleBooks.NowMs);
        snapshot.CommittedSequence.ShouldBe(2);
        snapshot.Accounts[0].Balance.Posted.ShouldBe(1200);
    }

    [Fact]
    public void Commit_BalanceOfNoAccount_Fails()
    {
        var batch = new CommitBatch { Sequence = 1 };
        batch.Balances.Add(new AccountBalance(9, 1, 0, 0, 0));

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch)).Message.ShouldContain("account 9");
    }

    [Fact]
    public void Commit_AccountOfAnotherWindow_StandsBesideTheFirst()
    {
        _store.Ledger.Commit(_books.Opening());
        var next = BudgetWindow.At(SampleBooks.Window.EndMs, BudgetPeriod.Month, TimeZoneInfo.Utc);
        var batch = new CommitBatch { Sequence = 2 };
        batch.OpenedAccounts.Add((8, _books.IdentityOf(AccountScope.Key, next)));
        batch.Balances.Add(new AccountBalance(8, 0, 0, 0, 50));
        _store.Ledger.Commit(batch);

        var accounts = _store.Ledger.Load(SampleBooks.NowMs).Accounts;
        accounts.Count.ShouldBe(8);
        var account = accounts[7];
        account.Identity.Window.ShouldBe(next);
        account.Balance.ShouldBe(new AccountBalance(8, 0, 0, 0, 50));
    }

    [Fact]
    public void Verify_SoundBooks_FindsNothing()
    {
        _store.Ledger.Commit(_books.Opening());
        var (settled, suspended, resolved) = (_books.NextId(), _books.NextId(), _books.NextId());
        var batch = new CommitBatch();
        _books.Hold(batch, suspended, 3000).Hold(batch, resolved, 2000).Hold(batch, _books.NextId(), 70).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Settle(batch, settled, 1200, variance: 30).Suspend(batch, suspended, 3000).Suspend(batch, resolved, 2000).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Resolve(batch, resolved, 1500, 2000).LoseSlice(batch, _books.NextId(), 12).Seal(batch);
        _store.Ledger.Commit(batch);

        var report = _store.Ledger.Verify();

        report.Findings.ShouldBeEmpty();
        (report.Accounts, report.Transfers, report.PostingsSum).ShouldBe((7L, 5L, 0L));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _store.Dispose();
}
