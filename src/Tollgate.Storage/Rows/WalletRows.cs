using System.Data.Common;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Storage.Codec;

namespace Tollgate.Storage.Rows;

/// <summary>Reads wallets out of rows; the columns stand in the order of <see cref="Sql.WalletSql"/>.</summary>
internal static class WalletRows
{
    public static WalletSums ReadSums(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));

    public static TokenLot ReadLot(DbDataReader row) => new(
        row.GetInt64(0),
        row.ReadId<RequestKind>(1).Value,
        (TransactionKind)row.GetInt64(2),
        row.GetInt64(3),
        row.GetInt64(4),
        row.GetInt64(5),
        row.ReadInt64OrNull(6),
        row.GetInt64(7));

    public static OpenReservation ReadOpen(DbDataReader row) => new(
        row.ReadId<RequestKind>(0).Value,
        row.GetInt64(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.ReadId<KeyKind>(5),
        PartsCodec.Read(row.GetFieldValue<byte[]>(6)));

    public static TokenTransaction ReadTransaction(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Kind = (TransactionKind)row.GetInt64(1),
        Id = row.ReadId<RequestKind>(2).Value,
        AtMs = row.GetInt64(3),
        Tokens = row.GetInt64(4),
        Balance = row.GetInt64(5),
        Reserved = row.GetInt64(6),
        Lot = row.ReadIdOrNull<RequestKind>(7)?.Value,
        Server = row.ReadTextOrNull(8),
        Tool = row.ReadTextOrNull(9),
        Key = row.ReadIdOrNull<KeyKind>(10),
        Reason = row.ReadTextOrNull(11),
    };
}
