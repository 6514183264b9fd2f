using System.Buffers.Binary;
using System.Text;
using SQLitePCL;

namespace Tollgate.Storage.Sqlite;

/// <summary>A statement prepared once and run often, without an allocation per row. A parameter keeps its value from run to run, so that
/// binding what it already has costs a comparison: most columns of neighbouring calls are alike.</summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly string _sql;
    private readonly Slot[] _slots;
    private byte[] _utf8 = new byte[256];

    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        _sql = sql;
        SqliteError.ThrowUnlessOk(
            db, raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), "preparing a statement");
        _slots = new Slot[raw.sqlite3_bind_parameter_count(_statement) + 1];
    }

    private enum Kind : byte
    {
        Unknown,
        Null,
        Number,
        Id,
        Text,
    }

    /// <summary>Rows that the last run changed.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    public void Bind(int index, long value)
    {
        ref var slot = ref _slots[index];
        if (slot.Kind == Kind.Number && slot.Number == value)
        {
            return;
        }

        Check(raw.sqlite3_bind_int64(_statement, index, value));
        slot.Kind = Kind.Number;
        slot.Number = value;
    }

    /// <summary>Binds a 128-bit id as 16 bytes, big-endian: bytes sort as numbers do.</summary>
    public void Bind(int index, UInt128 value)
    {
        ref var slot = ref _slots[index];
        if (slot.Kind == Kind.Id && slot.Id == value)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        Check(raw.sqlite3_bind_blob(_statement, index, bytes));
        slot.Kind = Kind.Id;
        slot.Id = value;
    }

    public void Bind(int index, UInt128? value)
    {
        if (value is { } id)
        {
            Bind(index, id);
        }
        else
        {
            BindNull(index);
        }
    }

    public void Bind(int index, string? value)
    {
        ref var slot = ref _slots[index];
        if (value is null)
        {
            BindNull(index);
            return;
        }

        if (slot.Kind == Kind.Text && string.Equals(slot.Text, value, StringComparison.Ordinal))
        {
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < most)
        {
            _utf8 = new byte[most];
        }

        var length = Encoding.UTF8.GetBytes(value, _utf8);
        Check(raw.sqlite3_bind_text(_statement, index, _utf8.AsSpan(0, length)));
        slot.Kind = Kind.Text;
        slot.Text = value;
    }

    /// <summary>Binds bytes or null.</summary>
    public void BindBytes(int index, byte[]? value)
    {
        if (value is null)
        {
            BindNull(index);
            return;
        }

        Check(raw.sqlite3_bind_blob(_statement, index, value));
        _slots[index].Kind = Kind.Unknown;
    }

    public void BindNull(int index)
    {
        ref var slot = ref _slots[index];
        if (slot.Kind != Kind.Null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            slot.Kind = Kind.Null;
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        var code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_DONE)
        {
            var error = SqliteError.Of(_db, code, "running a statement");
            _ = raw.sqlite3_reset(_statement);
            throw error;
        }

        Check(raw.sqlite3_reset(_statement));
    }

    /// <summary>Goes to the next row; false after the last, when the statement stands ready for its next run.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            var error = SqliteError.Of(_db, code, "reading rows");
            _ = raw.sqlite3_reset(_statement);
            throw error;
        }

        Check(raw.sqlite3_reset(_statement));
        return false;
    }

    /// <summary>Ends a read before its last row.</summary>
    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long ReadInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int ReadInt32(int column) => checked((int)raw.sqlite3_column_int64(_statement, column));

    public UInt128 ReadId(int column)
    {
        var bytes = raw.sqlite3_column_blob(_statement, column);
        return bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : UInt128.Zero;
    }

    public string ReadText(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> ReadBytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public override string ToString() => _sql;

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteError.ThrowUnlessOk(_db, code, "running a statement");

    private struct Slot
    {
        public Kind Kind;
        public long Number;
        public UInt128 Id;
        public string? Text;
    }
}
