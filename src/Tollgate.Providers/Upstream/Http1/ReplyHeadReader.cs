using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Tollgate.Providers.Upstream.Http1;

/// <summary>Reads the head of a reply. Strict where leniency is how one reply is taken for another: line ends, names, framing.</summary>
internal static class ReplyHeadReader
{
    /// <summary>A head beyond this is none.</summary>
    public const int MostHeadBytes = 32 * 1024;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // All controls but the tab; among them the line ends that stand alone.
    private static readonly SearchValues<byte> BadValueBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>Looks for a head at the start of what was received.</summary>
    /// <param name="received">From the reply's first byte.</param>
    /// <param name="searched">How much of it was searched by an earlier look.</param>
    /// <param name="head">The head when it is whole.</param>
    /// <param name="length">Its length, blank line included; 0 while it is not whole.</param>
    /// <returns>Why this is no head; null when it is one or may become one.</returns>
    public static string? TryRead(ReadOnlySpan<byte> received, int searched, out ReplyHead head, out int length)
    {
        head = default;
        length = 0;
        if (!StartsAsReply(received))
        {
            return "the reply is no HTTP/1";
        }

        var from = Math.Max(0, searched - 3);
        var end = received[from..].IndexOf("\r\n\r\n"u8);
        if (end < 0 || from + end + 4 > MostHeadBytes)
        {
            return received.Length >= MostHeadBytes || end >= 0 ? "the reply's head is too long" : null;
        }

        length = from + end + 4;
        return Parse(received[..(length - 2)], out head);
    }

    private static bool StartsAsReply(ReadOnlySpan<byte> received)
    {
        var known = "HTTP/1."u8;
        var common = Math.Min(received.Length, known.Length);
        return received[..common].SequenceEqual(known[..common]);
    }

    // Every line, each with its end, without the blank one.
    private static string? Parse(ReadOnlySpan<byte> lines, out ReplyHead head)
    {
        head = default;
        var fields = new ReplyFields();
        var end = lines.IndexOf("\r\n"u8);
        if (!TryReadStatus(lines[..end], out var status, out var oldVersion))
        {
            return "the reply's status line is no valid HTTP";
        }

        for (lines = lines[(end + 2)..]; lines.Length > 0; lines = lines[(end + 2)..])
        {
            end = lines.IndexOf("\r\n"u8);
            var line = lines[..end];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes) || line.ContainsAny(BadValueBytes))
            {
                // A line that goes on from the one before fails here too: it begins with a blank.
                return "a header of the reply is no valid HTTP";
            }

            if (fields.Take(line[..colon], line[(colon + 1)..].Trim(" \t"u8)) is { } fault)
            {
                return fault;
            }
        }

        return fields.Finish(status, oldVersion, out head);
    }

    // HTTP/1.1 200 OK; the words may be missing.
    private static bool TryReadStatus(ReadOnlySpan<byte> line, out int status, out bool oldVersion)
    {
        status = 0;
        oldVersion = line.Length > 7 && line[7] == '0';
        return line.Length >= 12
            && line[7] is (byte)'0' or (byte)'1'
            && line[8] == ' '
            && (line.Length == 12 || line[12] == ' ')
            && !line.ContainsAny(BadValueBytes)
            && Utf8Parser.TryParse(line.Slice(9, 3), out status, out var digits)
            && digits == 3
            && status >= 100;
    }
}
