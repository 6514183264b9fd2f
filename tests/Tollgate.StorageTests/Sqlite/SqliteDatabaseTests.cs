using SQLitePCL;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly SqliteFixture _store = new(new SqliteStorageOptions
    {
        JournalBytes = 1 << 16, LockWait = TimeSpan.FromMilliseconds(30), CheckpointBytes = 1 << 18, TruncateBytes = 1 << 20,
    });

    private readonly SampleBooks _books = new();

    public SqliteDatabaseTests() => _store.Ledger.Commit(_books.Opening());

    private long LogBytes => new FileInfo(_store.Folder.File("tollgate.db-wal")).Length;

    [Fact]
    public void Open_Pragmas_AreThoseThatDurabilityNeeds()
    {
        Pragma("journal_mode").ShouldBe("wal");
        Pragma("synchronous").ShouldBe("2");
        Pragma("wal_autocheckpoint").ShouldBe("0");
    }

    [Fact]
    public void Commit_DiskIsFull_BreaksTheStoreUntilThereIsRoom()
    {
        _store.Storage.Database.ReadOnWriter(writer =>
        {
            writer.Execute("PRAGMA max_page_count = 40");
            return 0;
        });

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(Batch(5000)));
        _store.Storage.Database.IsBroken.ShouldBeTrue();

        // Opened anew, the connection no longer has the bound.
        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(1);
        _store.Ledger.Verify().Transfers.ShouldBe(0);
        _store.Storage.Database.IsBroken.ShouldBeFalse();
    }

    [Fact]
    public void Commit_LockedByAnotherProcess_BreaksAndComesBackAfterwards()
    {
        var batch = Batch(1);
        using (var other = _store.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);
            Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch)).Message.ShouldContain("locked");
            Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(batch)).Message.ShouldContain("until it is loaded");
        }

        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(1);
        _store.Ledger.Commit(batch);
        _store.Ledger.Verify().Transfers.ShouldBe(1);
    }

    [Fact]
    public void Commit_TheCommitItselfFails_ChangesNothing()
    {
        _store.Storage.Database.ReadOnWriter(writer =>
        {
            raw.sqlite3_commit_hook(writer.Handle, _ => 1, null);
            return 0;
        });

        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(Batch(3)));

        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(1);
        _store.Ledger.Verify().Transfers.ShouldBe(0);
    }

    [Fact]
    public void Read_StoreIsBroken_StillReads()
    {
        _store.FailNextCommit();
        Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(Batch(1)));

        _store.Calls.List(new CallFilter { Workspace = _books.Workspace }, 10).ShouldBeEmpty();
        _store.Ledger.Verify().Accounts.ShouldBe(7);
    }

    [Fact]
    public void Load_ReaderHoldsTheStateFromBeforeTheFailure_FailsUntilItIsGone()
    {
        var first = Batch(1);
        _store.Ledger.Commit(first);
        using (var reader = _store.Connect())
        {
            using var transaction = reader.BeginTransaction(deferred: true);
            using var command = reader.CreateCommand();
            command.CommandText = "SELECT count(*) FROM transfers";
            command.ExecuteScalar().ShouldBe(1L);
            _store.FailNextCommit();
            Should.Throw<LedgerStoreException>(() => _store.Ledger.Commit(Batch(1)));

            Should.Throw<LedgerStoreException>(() => _store.Ledger.Load(SampleBooks.NowMs));
        }

        _store.Ledger.Load(SampleBooks.NowMs).CommittedSequence.ShouldBe(first.Sequence);
    }

    [Fact]
    public void Commit_Many_KeepTheLogShort()
    {
        for (var i = 0; i < 200; i++)
        {
            _store.Ledger.Commit(Batch(100));
        }

        LogBytes.ShouldBeLessThan(1 << 20);
        new FileInfo(_store.Folder.File("tollgate.db")).Length.ShouldBeGreaterThan(2 << 20);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Commit_AfterALongReader_GivesTheLogsRoomBack()
    {
        using (var reader = _store.Connect())
        {
            using var transaction = reader.BeginTransaction(deferred: true);
            using var command = reader.CreateCommand();
            command.CommandText = "SELECT count(*) FROM transfers";
            command.ExecuteScalar().ShouldBe(0L);
            for (var i = 0; i < 100; i++)
            {
                _store.Ledger.Commit(Batch(100));
            }

            LogBytes.ShouldBeGreaterThan(1 << 20);
            command.ExecuteScalar().ShouldBe(0L);
        }

        for (var i = 0; i < 20; i++)
        {
            _store.Ledger.Commit(Batch(100));
        }

        LogBytes.ShouldBeLessThan(1 << 20);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Load_ManyTransfers_ReadsSuspenseByItsIndexAlone()
    {
        var plan = _store.Storage.Database.Read(static connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + LedgerSql.ReadSuspended;
            using var rows = command.ExecuteReader();
            var lines = new List<string>();
            while (rows.Read())
            {
                lines.Add(rows.GetString(3));
            }

            return lines;
        });

        plan[0].ShouldContain("transfers_in_doubt");
        plan.ShouldNotContain(line => line.StartsWith("SCAN r", StringComparison.Ordinal));
    }

    [Fact]
    public void Dispose_Orderly_LeavesNothingInTheLog()
    {
        _store.Ledger.Commit(Batch(100));
        _store.Storage.Dispose();

        LogBytes.ShouldBe(0);
    }

    [Fact]
    public void Open_SecondTime_IsRefused() =>
        Should.Throw<LedgerStoreException>(() => SqliteStorage.Open(_store.Folder.Path)).Message.ShouldContain("another process");

    [Fact]
    public void Open_FileIsNoDatabase_IsRefusedAndLetsGoOfTheDirectory()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("tollgate.db"), new string('x', 10_000));

        Should.Throw<LedgerStoreException>(() => SqliteStorage.Open(folder.Path));
        File.Delete(folder.File("tollgate.db"));

        SqliteStorage.Open(folder.Path).Dispose();
    }

    [Fact]
    public void LibraryVersion_Known_SaysWhetherItHasTheDefect() =>
        SqliteStorage.LibraryHasResetDefect.ShouldBe(SqliteStorage.LibraryVersion < new Version(3, 51, 3));

    public void Dispose() => _store.Dispose();

    private CommitBatch Batch(int calls)
    {
        var batch = new CommitBatch();
        for (var i = 0; i < calls; i++)
        {
            _books.Settle(batch, _books.NextId(), 1);
        }

        return _books.Seal(batch);
    }

    private string Pragma(string name) => _store.Storage.Database.ReadOnWriter(writer =>
    {
        using var command = writer.Ado.CreateCommand();
        command.CommandText = "PRAGMA " + name;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;
    });
}
