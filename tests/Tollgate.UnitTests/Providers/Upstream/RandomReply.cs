using System.Globalization;
using System.Text;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>Replies by seed: well-formed ones of all kinds, and what remains of them after some bytes were changed.</summary>
internal sealed class RandomReply(Random chance)
{
    private static readonly string[] Lines =
    [
        "Content-Type: application/json", "content-type:text/event-stream", "X-Empty:", "Date: Thu, 15 Jan 2026 12:00:30 GMT",
        "Retry-After: 3", "Connection: keep-alive", "Connection: close", "Keep-Alive: timeout=7, max=3", "Set-Cookie: a=b; Path=/",
        "Content-Encoding: identity", "x-ratelimit-remaining-requests: 9",
    ];

    /// <summary>A whole reply in Latin-1, without close at its end.</summary>
    public string Whole()
    {
        var text = new StringBuilder();
        for (var i = chance.Next(8) == 0 ? chance.Next(1, 4) : 0; i > 0; i--)
        {
            text.Append("HTTP/1.1 100 Continue\r\n\r\n");
        }

        var body = Body();
        text.Append("HTTP/1.").Append(chance.Next(10) == 0 ? '0' : '1').Append(' ').Append(chance.Next(200, 204)).Append(" OK\r\n");
        var isOld = text[^10] == '0';
        AddLines(text);
        if (!isOld && chance.Next(2) == 0)
        {
            text.Append("Transfer-Encoding: chunked\r\n");
            AddLines(text);
            text.Append("\r\n");
            AddChunks(text, body);
        }
        else
        {
            text.Append("Content-Length: ").Append(body.Length).Append("\r\n");
            AddLines(text);
            text.Append("\r\n").Append(body);
        }

        return text.ToString();
    }

    /// <summary>Changes a few bytes.</summary>
    public string Mutated(string reply)
    {
        var text = new StringBuilder(reply);
        for (var i = chance.Next(1, 4); i > 0 && text.Length > 0; i--)
        {
            var at = chance.Next(8) == 0 ? chance.Next(text.Length) : Math.Min(chance.Next(220), text.Length - 1);
            switch (chance.Next(6))
            {
                case 0:
                    text.Remove(at, Math.Min(chance.Next(1, 4), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Byte());
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(chance.Next(1, 30), text.Length - at)));
                    break;
                case 3:
                    text.Length = at;
                    break;
                default:
                    text[at] = Byte();
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>The same bytes in pieces.</summary>
    public IEnumerable<string> Pieces(string reply)
    {
        var most = chance.Next(3) switch { 0 => 3, 1 => 60, _ => 5_000 };
        for (var at = 0; at < reply.Length;)
        {
            var count = Math.Min(chance.Next(1, most), reply.Length - at);
            yield return reply.Substring(at, count);
            at += count;
        }
    }

    // Mostly what framing is made of.
    private char Byte() => chance.Next(3) == 0 ? (char)chance.Next(256) : "\r\n\t :;0123456789abcdefzA,="[chance.Next(24)];

    private string Body() => string.Create(chance.Next(6) switch { 0 => 0, 1 => 5_000, _ => chance.Next(300) }, chance, static (span, chance) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = (char)chance.Next(256);
        }
    });

    private void AddLines(StringBuilder text)
    {
        for (var i = chance.Next(3); i > 0; i--)
        {
            text.Append(Lines[chance.Next(Lines.Length)]).Append("\r\n");
        }
    }

    private void AddChunks(StringBuilder text, string body)
    {
        for (var at = 0; at < body.Length;)
        {
            var count = Math.Min(chance.Next(1, chance.Next(2) == 0 ? 10 : 2_000), body.Length - at);
            var size = count.ToString(chance.Next(2) == 0 ? "x" : "X4", CultureInfo.InvariantCulture);
            text.Append(size).Append(chance.Next(6) == 0 ? " ;a=\"b c\"" : "").Append("\r\n").Append(body, at, count).Append("\r\n");
            at += count;
        }

        text.Append("0\r\n").Append(chance.Next(6) == 0 ? "X-Checksum: 1\r\n" : "").Append("\r\n");
    }
}
