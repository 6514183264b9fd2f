namespace Tollgate.Dialects.Sse;

/// <summary>Takes the data out of one event. Holds a buffer for data of several lines; one per stream.</summary>
internal sealed class SseData
{
    private byte[] _joined = [];

    /// <summary>The event's data, its lines joined by LF; empty when it has none. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> oneEvent, out bool namedError)
    {
        namedError = false;
        if (oneEvent.StartsWith("\uFEFF"u8))
        {
            oneEvent = oneEvent[3..];
        }

        var text = oneEvent.TrimEnd("\r\n"u8);
        if (text.StartsWith("data:"u8) && text.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return Value(text["data:".Length..]);
        }

        return ReadLines(text, out namedError);
    }

    private ReadOnlySpan<byte> ReadLines(ReadOnlySpan<byte> text, out bool namedError)
    {
        namedError = false;
        ReadOnlySpan<byte> data = default;
        var most = text.Length;
        var lines = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("event:"u8))
            {
                namedError |= Value(line["event:".Length..]).SequenceEqual("error"u8);
            }
            else if (line.StartsWith("data:"u8) || line.SequenceEqual("data"u8))
            {
                var value = Value(line[Math.Min(line.Length, "data:".Length)..]);
                data = lines++ == 0 ? value : Join(data, value, most);
            }
        }

        return data;
    }

    // A single line, however long, is left where it is.
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> value, int most)
    {
        if (_joined.Length < most)
        {
            _joined = new byte[most];
        }

        before.CopyTo(_joined);
        _joined[before.Length] = (byte)'\n';
        value.CopyTo(_joined.AsSpan(before.Length + 1));
        return _joined.AsSpan(0, before.Length + 1 + value.Length);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> rest) => rest.StartsWith(" "u8) ? rest[1..] : rest;
}
