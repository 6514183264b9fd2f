using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>What a reply means, read in another way: whole, by regular expressions, before its connection is closed.</summary>
/// <param name="Head">Whether there is a head that can be used.</param>
/// <param name="Data">Body up to where it ends or breaks.</param>
/// <param name="Complete">Whether it comes to its proper end.</param>
/// <param name="Reusable">Whether the connection may be used again.</param>
internal sealed partial record ReferenceReply(bool Head, string Data, bool Complete, bool Reusable)
{
    private static readonly ReferenceReply None = new(false, "", false, false);

    public static ReferenceReply Read(string text)
    {
        for (var interim = 0; interim <= 8; interim++)
        {
            var match = HeadForm().Match(text);
            if (!match.Success || match.Length > 32 * 1024)
            {
                return None;
            }

            var status = int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture);
            var lines = match.Groups["line"].Captures.Select(c => c.Value.Split(':', 2)).Select(p => (Name: p[0].ToLowerInvariant(), Value: p[1].Trim(' ', '\t').ToLowerInvariant())).ToList();
            if (!TryFrame(lines, match.Groups["minor"].Value == "0", out var length, out var chunked))
            {
                return None;
            }

            text = text[match.Length..];
            if (status is >= 200 or 101)
            {
                return status is 101 or 204 or 205 or 304 || lines.Exists(l => l.Name == "content-encoding" && l.Value is not ("identity" or ""))
                    ? None
                    : Body(text, length, chunked) with { Head = true } is var reply && KeepsAlive(lines, match.Groups["minor"].Value)
                        ? reply
                        : reply with { Reusable = false };
            }
        }

        return None;
    }

    private static bool KeepsAlive(List<(string Name, string Value)> lines, string minor) =>
        minor == "1" && !lines.Exists(l => l.Name == "connection" && l.Value.Split(',').Any(t => t.Trim(' ', '\t') == "close"));

    private static bool TryFrame(List<(string Name, string Value)> lines, bool isOld, out long? length, out bool chunked)
    {
        length = null;
        chunked = false;
        var lengths = lines.Where(l => l.Name == "content-length").Select(l => l.Value).ToList();
        var codings = lines.Where(l => l.Name == "transfer-encoding").Select(l => l.Value).ToList();
        if (lengths.Exists(l => !LengthForm().IsMatch(l)) || codings.Count > 1 || codings.Exists(c => c != "chunked"))
        {
            return false;
        }

        var values = lengths.Select(l => long.Parse(l, CultureInfo.InvariantCulture)).Distinct().ToList();
        chunked = codings.Count == 1;
        length = values.Count > 0 ? values[0] : null;
        return values.Count <= 1 && !(chunked && (isOld || length is not null));
    }

    private static ReferenceReply Body(string text, long? length, bool chunked)
    {
        if (!chunked)
        {
            return length is not { } bytes
                ? new ReferenceReply(true, text, true, false)
                : bytes <= text.Length
                    ? new ReferenceReply(true, text[..(int)bytes], true, bytes == text.Length)
                    : new ReferenceReply(true, text, false, false);
        }

        var data = new StringBuilder();
        var at = 0;
        while (true)
        {
            var size = SizeForm().Match(text, at);
            if (!size.Success || size.Length > 1_000)
            {
                return new ReferenceReply(true, data.ToString(), false, false);
            }

            at += size.Length;
            var count = long.Parse(size.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (count == 0)
            {
                var trailer = TrailerForm().Match(text, at);
                return new ReferenceReply(true, data.ToString(), trailer.Success, trailer.Success && at + trailer.Length == text.Length);
            }

            data.Append(text, at, (int)Math.Min(count, text.Length - at));
            if (count + 2 > text.Length - at || text[at + (int)count] != '\r' || text[at + (int)count + 1] != '\n')
            {
                return new ReferenceReply(true, data.ToString(), false, false);
            }

            at += (int)count + 2;
        }
    }

    [GeneratedRegex("""\AHTTP/1\.(?<minor>[01]) (?<status>[1-9][0-9]{2})(?: [^\x00-\x08\x0a-\x1f\x7f]*)?\r\n(?:(?<line>[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*)\r\n)*\r\n""", RegexOptions.CultureInvariant)]
    private static partial Regex HeadForm();

    [GeneratedRegex("\\A[0-9]{1,18}\\z")]
    private static partial Regex LengthForm();

    [GeneratedRegex("""\G([0-9a-fA-F]{1,15})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n""")]
    private static partial Regex SizeForm();

    [GeneratedRegex("""\G(?:[^\x00-\x20\x7f][^\x00-\x08\x0a-\x1f\x7f]*\r\n)*\r\n""")]
    private static partial Regex TrailerForm();
}
