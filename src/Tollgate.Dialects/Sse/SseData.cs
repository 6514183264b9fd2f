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
        if (_joined.Length < text.Length)
        {
            _joined = new byte[text.Length];
        }

        var length = -1;
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
                if (length >= 0)
                {
                    _joined[length] = (byte)'\n';
                }

                length++;
                var value = Value(line[Math.Min(line.Length, "data:".Length)..]);
                value.CopyTo(_joined.AsSpan(length));
                length += value.Length;
            }
        }

        return _joined.AsSpan(0, Math.Max(length, 0));
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> rest) => rest.StartsWith(" "u8) ? rest[1..] : rest;
}
