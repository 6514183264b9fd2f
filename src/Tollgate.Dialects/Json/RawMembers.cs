using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>Goes over the members of an object or the items of an array, each as it is written. Bytes that break off end it.</summary>
internal ref struct RawMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly bool _isObject;
    private Utf8JsonReader _reader;

    /// <param name="json">An object or an array; anything else has no members.</param>
    public RawMembers(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        Alive = !json.IsEmpty && json[0] is (byte)'{' or (byte)'[' && _reader.Read();
        _isObject = Alive && _reader.TokenType == JsonTokenType.StartObject;
    }

    /// <summary>The member's name as written, without quotes; empty in an array.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as written.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    private bool Alive { get; set; }

    /// <summary>Moves on; false at the end.</summary>
    /// <exception cref="JsonException">the bytes are no JSON.</exception>
    public bool Next()
    {
        if (!Alive || !_reader.Read() || _reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            return Alive = false;
        }

        if (_isObject)
        {
            Name = _reader.ValueSpan;
            _reader.Read();
        }

        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Value = _json[start..(int)_reader.BytesConsumed];
        return true;
    }

    /// <summary>The value of a member of an object; empty where it is missing. The last one of a name counts.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var members = new RawMembers(json);
        ReadOnlySpan<byte> found = default;
        while (members.Next())
        {
            found = members.Name.SequenceEqual(name) ? members.Value : found;
        }

        return found;
    }

    /// <summary>The inside of a text; empty for anything else.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> value) => value.Length > 2 && value[0] == (byte)'"' ? value[1..^1] : default;
}
