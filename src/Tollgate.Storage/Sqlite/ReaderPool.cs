using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Tollgate.Storage.Sqlite;

/// <summary>Read-only connections, opened when asked for and kept for the next reader.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int MostIdle = 4;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5,
    }.ToString();

    private volatile bool _disposed;

    public T Read<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var connection = _idle.TryTake(out var idle) ? idle : Open();
        var kept = false;
        try
        {
            var result = read(connection);
            kept = !_disposed && _idle.Count < MostIdle;
            if (kept)
            {
                _idle.Add(connection);
            }

            return result;
        }
        finally
        {
            if (!kept)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Closes those that nobody uses.</summary>
    public void Clear()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Clear();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;";
        pragma.ExecuteNonQuery();
        return connection;
    }
}
