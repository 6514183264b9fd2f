using System.Buffers.Binary;
using System.Data.Common;
using Tollgate.Metering.Idempotency;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads of the claims on idempotency keys beside the writer, and the removal of old ones.</summary>
internal sealed class IdempotencyStore(SqliteDatabase database) : IIdempotencyStore
{
    /// <inheritdoc/>
    public StoredClaim? Find(UInt128 scope, ReadOnlySpan<byte> name)
    {
        var key = name.ToArray();
        return database.Read(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = ClaimSql.Find;
            command.Add("$scope", Bytes(scope));
            command.Add("$name", key);
            using var row = command.ExecuteReader();
            return row.Read() ? Read(row) : null;
        });
    }

    /// <inheritdoc/>
    public byte[]? ReadReply(UInt128 requestId) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = ClaimSql.ReadReply;
        command.Add("$request_id", Bytes(requestId));
        return command.ExecuteScalar() as byte[];
    });

    /// <inheritdoc/>
    public int RemoveBefore(long atMs)
    {
        var removed = 0;
        database.Save(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = ClaimSql.RemoveBefore;
            command.Add("$at_ms", atMs);
            removed = command.ExecuteNonQuery();
        });
        return removed;
    }

    private static StoredClaim Read(DbDataReader row) => new(
        BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(0)),
        row.GetFieldValue<byte[]>(1),
        row.GetInt64(2),
        (ClaimState)row.GetInt64(3),
        row.GetInt32(4));

    private static byte[] Bytes(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }
}
