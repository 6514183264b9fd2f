using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Sqlite;

/// <summary>The one connection that writes and that copies the write-ahead log into the database.</summary>
/// <remarks>SQLite before 3.51.3 may lose a reset of the log when two connections write or checkpoint at once; one connection cannot.</remarks>
internal sealed class WriteConnection : IDisposable
{
    private const int PassiveCheckpoint = 0;
    private const int TruncateCheckpoint = 3;
    private const int NoCheckpointOnClose = 1006;
    private const int PagesWritten = 9;
    private readonly SqliteStorageOptions _options;
    private readonly List<Statement> _statements = [];
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly int _pageBytes;
    private long _pagesSinceCheckpoint;

    public WriteConnection(string path, SqliteStorageOptions options)
    {
        // The library must be set up before its first connection.
        _ = SqliteLibrary.Version;
        _options = options;
        Ado = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false,
        }.ToString());
        var opened = false;
        try
        {
            Ado.Open();
            Handle = Ado.Handle ?? throw new LedgerStoreException("the database did not open");
            _ = raw.sqlite3_busy_timeout(Handle, (int)options.LockWait.TotalMilliseconds);
            SetUp();
            _pageBytes = int.Parse(ReadPragma("page_size"));
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
            opened = true;
        }
        finally
        {
            if (!opened)
            {
                Dispose();
            }
        }
    }

    /// <summary>The same connection as ADO.NET sees it, for what is not hot.</summary>
    public SqliteConnection Ado { get; }

    public sqlite3 Handle { get; }

    /// <summary>A statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs a script.</summary>
    public void Execute(string sql) => SqliteError.ThrowUnlessOk(Handle, raw.sqlite3_exec(Handle, sql), "running a script");

    public void Begin() => _begin.Run();

    /// <summary>Commits and flushes.</summary>
    public void Commit()
    {
        _commit.Run();
        _ = raw.sqlite3_db_status(Handle, PagesWritten, out var pages, out _, 1);
        _pagesSinceCheckpoint += pages;
    }

    /// <summary>Copies the write-ahead log into the database once it is large; a reader in the way only delays that.</summary>
    public void CheckpointIfDue()
    {
        if (_pagesSinceCheckpoint * _pageBytes < _options.CheckpointBytes)
        {
            return;
        }

        _pagesSinceCheckpoint = 0;
        var (logPages, copied) = Checkpoint(PassiveCheckpoint);
        if (copied && logPages * _pageBytes > _options.TruncateBytes)
        {
            _ = raw.sqlite3_busy_timeout(Handle, 0);
            _ = Checkpoint(TruncateCheckpoint);
            _ = raw.sqlite3_busy_timeout(Handle, (int)_options.LockWait.TotalMilliseconds);
        }
    }

    /// <summary>Copies the whole write-ahead log into the database and empties it; false when a reader stood in the way.</summary>
    public bool CheckpointAll() => Checkpoint(TruncateCheckpoint).Copied;

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        Ado.Dispose();
    }

    private void SetUp()
    {
        // After a failed flush the log must not be copied on the way out, as if nothing had happened.
        _ = raw.sqlite3_db_config(Handle, NoCheckpointOnClose, 1, out _);
        if (ReadPragma("journal_mode = WAL") is var mode && mode != "wal")
        {
            throw new LedgerStoreException($"the database cannot use a write-ahead log (journal mode is {mode}); is it on a network drive?");
        }

        Execute("""
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -32768;
            PRAGMA trusted_schema = OFF;
            """);
    }

    private (long LogPages, bool Copied) Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(Handle, "main", mode, out var logPages, out var copiedPages);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            throw SqliteError.Of(Handle, code, "a checkpoint");
        }

        return (logPages, code == raw.SQLITE_OK && logPages == copiedPages);
    }

    private string ReadPragma(string pragma)
    {
        using var statement = new Statement(Handle, "PRAGMA " + pragma);
        return statement.Step() ? statement.ReadText(0) : string.Empty;
    }
}
