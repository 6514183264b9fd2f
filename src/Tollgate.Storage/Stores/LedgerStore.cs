using Tollgate.Metering.Ledger;
using Tollgate.Storage.Audit;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>The books in SQLite.</summary>
internal sealed class LedgerStore(SqliteDatabase database) : ILedgerStore
{
    private LedgerWriter? _writer;

    /// <inheritdoc/>
    public LedgerSnapshot Load(long nowMs)
    {
        database.Recover();
        return database.ReadOnWriter(writer => LedgerReader.Read(writer, nowMs));
    }

    /// <inheritdoc/>
    public void Commit(CommitBatch batch) =>
        database.Write((Store: this, Batch: batch), static (connection, work) => work.Store.WriterOn(connection).Write(work.Batch));

    /// <inheritdoc/>
    public LedgerReport Verify() => database.Read(LedgerAudit.Run);

    private LedgerWriter WriterOn(WriteConnection connection) =>
        _writer is { } writer && ReferenceEquals(writer.Connection, connection) ? writer : _writer = new LedgerWriter(connection);
}
