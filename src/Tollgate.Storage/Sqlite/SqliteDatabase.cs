using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Sqlite;

/// <summary>One database file: a single writing connection behind a lock, and readers beside it.</summary>
/// <remarks>A write that fails in any way leaves the database broken: nothing is written until <see cref="Recover"/> has opened it anew,
/// since after a failed flush nobody knows what is on the disk, and asking again would say that all is well.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly SqliteStorageOptions _options;
    private readonly ReaderPool _readers;
    private WriteConnection? _writer;
    private bool _disposed;

    public SqliteDatabase(string path, SqliteStorageOptions options)
    {
        _path = path;
        _options = options;
        _readers = new ReaderPool(path);
        _writer = Open();
    }

    /// <summary>Runs before each commit, inside its transaction: the place where tests let the disk fail.</summary>
    internal Action? BeforeCommit { get; set; }

    /// <summary>True after a failed write, until <see cref="Recover"/>.</summary>
    public bool IsBroken
    {
        get
        {
            lock (_gate)
            {
                return _writer is null;
            }
        }
    }

    /// <summary>Makes a change in one flushed transaction.</summary>
    /// <exception cref="LedgerStoreException">it failed, now or earlier; the database is broken.</exception>
    public void Write<TState>(TState state, Action<WriteConnection, TState> change)
    {
        lock (_gate)
        {
            var writer = Writer();
            var done = false;
            try
            {
                writer.CheckpointIfDue();
                writer.Begin();
                change(writer, state);
                BeforeCommit?.Invoke();
                writer.Commit();
                done = true;
            }
            catch (Exception error) when (error is SqliteException or IOException)
            {
                throw new LedgerStoreException("a write to the database failed", error);
            }
            finally
            {
                if (!done)
                {
                    Break();
                }
            }
        }
    }

    /// <summary>As <see cref="Write"/>, for what people save: a broken rule of the schema (a name that is taken) is undone and thrown as
    /// <see cref="InvalidOperationException"/>, and harms nothing else.</summary>
    public void Save(Action<SqliteConnection> change)
    {
        SqliteException? refused = null;
        Write(change, (writer, save) =>
        {
            writer.Execute("SAVEPOINT save");
            try
            {
                save(writer.Ado);
            }
            catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
            {
                writer.Execute("ROLLBACK TO save");
                refused = error;
            }
        });
        if (refused is not null)
        {
            throw new InvalidOperationException("what is saved breaks a rule of the store: " + refused.Message, refused);
        }
    }

    /// <summary>Reads on the writing connection, between two commits.</summary>
    public T ReadOnWriter<T>(Func<WriteConnection, T> read)
    {
        lock (_gate)
        {
            try
            {
                return read(Writer());
            }
            catch (SqliteException error)
            {
                throw new LedgerStoreException("a read from the database failed", error);
            }
        }
    }

    /// <summary>Reads one state of the database while the writer goes on.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            return _readers.Read(connection =>
            {
                using var snapshot = connection.BeginTransaction(deferred: true);
                return read(connection);
            });
        }
        catch (SqliteException error)
        {
            throw new LedgerStoreException("a read from the database failed", error);
        }
    }

    /// <summary>Opens a broken database anew and makes what is found in it durable; does nothing to a sound one.</summary>
    /// <exception cref="LedgerStoreException">it is still broken.</exception>
    public void Recover()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_writer is not null)
            {
                return;
            }

            _readers.Clear();
            var writer = Open();
            var sound = false;
            try
            {
                // What the log holds may be in memory only. Once it is copied and flushed, what can be read is what is on the disk.
                sound = writer.CheckpointAll();
            }
            finally
            {
                if (!sound)
                {
                    writer.Dispose();
                }
            }

            _writer = sound ? writer : throw new LedgerStoreException("a reader still holds the state from before the failed write");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _readers.Dispose();
            try
            {
                _ = _writer?.CheckpointAll();
            }
            finally
            {
                Break();
            }
        }
    }

    private WriteConnection Writer()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _writer ?? throw new LedgerStoreException("a write failed earlier; the store takes none until it is loaded again");
    }

    private WriteConnection Open()
    {
        try
        {
            return new WriteConnection(_path, _options);
        }
        catch (SqliteException error)
        {
            throw new LedgerStoreException("the database could not be opened", error);
        }
    }

    private void Break()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
