using Tollgate.Metering.Ledger;
using Tollgate.Storage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests;

/// <summary>The files as a killed process leaves them: copied while the store is open.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly SqliteFixture _store = new();
    private readonly SampleBooks _books = new();

    [Fact]
    public void Open_AfterAKill_HasEveryCommitAndTheJournalsTail()
    {
        _store.Ledger.Commit(_books.Opening());
        var batch = new CommitBatch();
        _books.Settle(batch, _books.NextId(), 1200).Hold(batch, _books.NextId(), 300).Seal(batch);
        _store.Ledger.Commit(batch);
        _store.Storage.Holds.Committed(batch.Sequence);
        var uncommitted = new LedgerEntry { Kind = EntryKind.Dispatch, Id = batch.OpenedHolds[0].Id, AtMs = SampleBooks.NowMs };
        _store.Storage.Holds.TryAppend(batch.Sequence + 1, uncommitted).ShouldBeTrue();

        using var crashed = _store.Folder.CopyAsAfterCrash();
        using var storage = SqliteStorage.Open(crashed.Path);
        var snapshot = storage.Ledger.Load(SampleBooks.NowMs);

        (snapshot.CommittedSequence, snapshot.Clean).ShouldBe((batch.Sequence, false));
        snapshot.Accounts.Select(account => account.Balance).ShouldBe(batch.Balances);
        snapshot.OpenHolds.Count.ShouldBe(1);
        storage.Holds.SameBoot.ShouldBeTrue();
        storage.Holds.ReadAfter(snapshot.CommittedSequence).ShouldHaveSingleItem().Entry.ShouldBe(uncommitted);
        storage.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Open_LogCutAnywhere_HasAStateThatWasCommitted()
    {
        _store.Ledger.Commit(_books.Opening());
        var posted = new Dictionary<long, long> { [0] = -1, [1] = 0 };
        for (var i = 1; i <= 20; i++)
        {
            var batch = new CommitBatch();
            _books.Settle(batch, _books.NextId(), 100).Seal(batch);
            _store.Ledger.Commit(batch);
            posted[batch.Sequence] = i * 100;
        }

        var chance = new Random(4);
        for (var round = 0; round < 15; round++)
        {
            using var crashed = _store.Folder.CopyAsAfterCrash();
            File.Delete(crashed.File("tollgate.db-shm"));
            using (var log = File.OpenWrite(crashed.File("tollgate.db-wal")))
            {
                log.SetLength(chance.NextInt64(log.Length));
            }

            using var storage = SqliteStorage.Open(crashed.Path);
            var snapshot = storage.Ledger.Load(SampleBooks.NowMs);
            if (snapshot.Accounts.Count > 0)
            {
                snapshot.Accounts[0].Balance.Posted.ShouldBe(posted[snapshot.CommittedSequence]);
            }

            storage.Ledger.Verify().Findings.ShouldBeEmpty();
        }
    }

    public void Dispose() => _store.Dispose();
}
