namespace Tollgate.Dialects.Sse;

/// <summary>Finds the events of a stream in whatever pieces it comes: an event ends with a blank line, a line with LF, CRLF or CR.</summary>
public static class SseScanner
{
    /// <summary>Length of the first complete event, its blank line included; 0 when there is none yet. A blank line where an event should
    /// start is an event of its own, without content.</summary>
    /// <param name="buffer">Bytes from the start of an event.</param>
    /// <param name="ended">True when no more bytes will come. Until then a CR in the last place ends nothing, since its LF may follow.</param>
    public static int NextEventLength(ReadOnlySpan<byte> buffer, bool ended = false)
    {
        var at = LineEnd(buffer, 0, ended);
        if (at > 0)
        {
            return at;
        }

        while (true)
        {
            var next = buffer[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (next < 0)
            {
                return 0;
            }

            at += next;
            var lineEnd = LineEnd(buffer, at, ended);
            if (lineEnd == 0)
            {
                return 0;
            }

            var blank = LineEnd(buffer, lineEnd, ended);
            if (blank > 0)
            {
                return blank;
            }

            at = lineEnd;
        }
    }

    /// <summary>Where the last of several whole events starts; 0 where there are fewer than two.</summary>
    public static int LastEventStart(ReadOnlySpan<byte> events)
    {
        var start = 0;
        while (NextEventLength(events[start..], ended: true) is > 0 and var length && start + length < events.Length)
        {
            start += length;
        }

        return start;
    }

    // Position behind the line end at the given place; 0 when there is none, or not yet for certain.
    private static int LineEnd(ReadOnlySpan<byte> buffer, int at, bool ended)
    {
        if (at >= buffer.Length)
        {
            return 0;
        }

        if (buffer[at] == (byte)'\n')
        {
            return at + 1;
        }

        if (buffer[at] != (byte)'\r')
        {
            return 0;
        }

        if (at + 1 < buffer.Length)
        {
            return buffer[at + 1] == (byte)'\n' ? at + 2 : at + 1;
        }

        return ended ? at + 1 : 0;
    }
}
