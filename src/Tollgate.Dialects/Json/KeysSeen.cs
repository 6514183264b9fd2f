using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>The keys of one object as they are met: refuses a key that comes twice or is written with escapes, since two parsers may
/// then read two different requests.</summary>
internal ref struct KeysSeen(ReadOnlySpan<byte> body, Span<int> starts)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly Span<int> _starts = starts;
    private ulong _marks;
    private int _count;

    /// <summary>Takes the key the reader stands on; <paramref name="path"/> names the object in faults, null for the root.</summary>
    public bool TryAdd(in Utf8JsonReader reader, string? path, out DialectFault fault)
    {
        fault = default;
        if (reader.ValueIsEscaped)
        {
            fault = new DialectFault(Name(in reader, path), "A field's name is written with escapes; write it plainly.");
            return false;
        }

        var key = reader.ValueSpan;
        var mark = 1UL << ((key.Length + (key.IsEmpty ? 0 : key[0] + (key[^1] * 7))) & 63);
        if ((_marks & mark) != 0 && Contains(key))
        {
            fault = new DialectFault(Name(in reader, path), "A field is given twice; give it once.");
            return false;
        }

        if (_count == _starts.Length)
        {
            fault = new DialectFault(path, "There are too many fields.");
            return false;
        }

        _marks |= mark;
        _starts[_count++] = (int)reader.TokenStartIndex;
        return true;
    }

    private readonly bool Contains(ReadOnlySpan<byte> key)
    {
        foreach (var start in _starts[.._count])
        {
            var text = _body[(start + 1)..];
            if (text.Length > key.Length && text[key.Length] == (byte)'"' && text.StartsWith(key))
            {
                return true;
            }
        }

        return false;
    }

    private static string Name(in Utf8JsonReader reader, string? path)
    {
        var name = JsonText.StringOrNull(in reader) ?? "";
        name = name.Length > 64 ? name[..64] : name;
        return path is null ? name : path + "." + name;
    }
}
