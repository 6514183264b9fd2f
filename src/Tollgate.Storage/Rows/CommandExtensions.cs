using System.Buffers.Binary;
using System.Data.Common;
using Tollgate.Metering.Identity;

namespace Tollgate.Storage.Rows;

/// <summary>Parameters in the forms that the schema has: ids as 16 bytes big-endian, moments as Unix milliseconds.</summary>
internal static class CommandExtensions
{
    public static void Add(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    public static void Add<TKind>(this DbCommand command, string name, Id<TKind> id)
        where TKind : IIdKind => command.Add(name, Bytes(id.Value));

    public static void Add<TKind>(this DbCommand command, string name, Id<TKind>? id)
        where TKind : IIdKind => command.Add(name, id is { } value ? Bytes(value.Value) : null);

    public static void Add(this DbCommand command, string name, DateTimeOffset? moment) =>
        command.Add(name, (object?)moment?.ToUnixTimeMilliseconds());

    private static byte[] Bytes(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }
}
