using System.Buffers.Binary;
using System.Data.Common;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Storage.Rows;

/// <summary>Reads columns in the forms that the schema has.</summary>
internal static class RowExtensions
{
    public static Id<TKind> ReadId<TKind>(this DbDataReader row, int column)
        where TKind : IIdKind => new(BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column)));

    public static Id<TKind>? ReadIdOrNull<TKind>(this DbDataReader row, int column)
        where TKind : IIdKind => row.IsDBNull(column) ? null : row.ReadId<TKind>(column);

    public static string? ReadTextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? ReadInt64OrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static NanoUsd? ReadMoneyOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : new NanoUsd(row.GetInt64(column));

    public static DateTimeOffset ReadMoment(this DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? ReadMomentOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.ReadMoment(column);
}
