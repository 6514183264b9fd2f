using System.Text;

namespace Tollgate.Tools.Email.Smtp;

/// <summary>A conversation with a mail host, a line at a time; what it says is bounded.</summary>
internal sealed class SmtpDialogue(Stream stream)
{
    private const int MostReplyBytes = 8 * 1024;

    private readonly byte[] _buffer = new byte[1024];
    private int _at;
    private int _length;

    /// <summary>Sends a line and reads the reply.</summary>
    public async Task<SmtpReply> AskAsync(string line, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), stop);
        return await ReadAsync(stop);
    }

    /// <summary>A reply of one line or several; its code is 0 when it is none, or too long, or the host hung up.</summary>
    public async Task<SmtpReply> ReadAsync(CancellationToken stop)
    {
        var read = 0;
        while (true)
        {
            var line = new StringBuilder();
            while (await NextAsync(stop) is { } next)
            {
                if (++read > MostReplyBytes)
                {
                    return default;
                }

                if (next == '\n')
                {
                    break;
                }

                line.Append((char)next);
            }

            var text = line.ToString().TrimEnd('\r');
            if (text.Length < 3 || !int.TryParse(text.AsSpan(0, 3), out var code))
            {
                return default;
            }

            if (text.Length == 3 || text[3] != '-')
            {
                return new SmtpReply(code, text.Length > 4 ? text[4..] : "");
            }
        }
    }

    private async ValueTask<byte?> NextAsync(CancellationToken stop)
    {
        if (_at == _length)
        {
            (_at, _length) = (0, await stream.ReadAsync(_buffer, stop));
        }

        return _at < _length ? _buffer[_at++] : null;
    }
}

/// <summary>What a mail host said.</summary>
/// <param name="Code">Its number; 0 for none.</param>
/// <param name="Text">The words of its last line.</param>
internal readonly record struct SmtpReply(int Code, string? Text)
{
    /// <summary>Yes.</summary>
    public bool IsYes => Code is >= 200 and < 300;

    /// <summary>There is no such mailbox. What begins with 5.7 is the host's policy and says nothing of mailboxes.</summary>
    public bool IsNoMailbox => Code is 550 or 551 or 553 && Text?.StartsWith("5.7", StringComparison.Ordinal) != true;
}
