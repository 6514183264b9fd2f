using System.Buffers.Text;
using System.Text;

namespace Tollgate.Providers.Upstream.Http1;

/// <summary>Gathers the headers of a reply that mean something here, and what they come to together.</summary>
internal ref struct ReplyFields
{
    // 2^59 bytes and more are no reply.
    private const int MostLengthDigits = 18;

    private string? _contentType;
    private long? _contentLength;
    private string? _retryAfter;
    private TimeSpan? _idleTime;
    private bool _isChunked;
    private bool _isEncoded;
    private bool _closes;

    /// <summary>Takes one header, its value trimmed; returns why it is not acceptable, or null.</summary>
    public string? Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // The length of a name tells almost all apart; the others are compared.
        switch (name.Length)
        {
            case 10 when Ascii.EqualsIgnoreCase(name, "Connection"u8):
                _closes |= HasToken(value, "close"u8);
                return null;
            case 10 when Ascii.EqualsIgnoreCase(name, "Keep-Alive"u8):
                _idleTime = IdleTime(value);
                return null;
            case 11 when Ascii.EqualsIgnoreCase(name, "Retry-After"u8):
                _retryAfter = Encoding.Latin1.GetString(value);
                return null;
            case 12 when Ascii.EqualsIgnoreCase(name, "Content-Type"u8):
                _contentType = ContentType(value);
                return null;
            case 14 when Ascii.EqualsIgnoreCase(name, "Content-Length"u8):
                return TakeLength(value);
            case 16 when Ascii.EqualsIgnoreCase(name, "Content-Encoding"u8):
                _isEncoded |= value.Length > 0 && !Ascii.EqualsIgnoreCase(value, "identity"u8);
                return null;
            case 17 when Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8):
                return TakeTransferEncoding(value);
            default:
                return null;
        }
    }

    /// <summary>What all of them come to.</summary>
    /// <param name="status">From the status line.</param>
    /// <param name="oldVersion">HTTP/1.0: without chunks, and every connection ends with its reply.</param>
    /// <param name="head">The head.</param>
    /// <returns>Why they contradict each other; null when they do not.</returns>
    public readonly string? Finish(int status, bool oldVersion, out ReplyHead head)
    {
        head = new ReplyHead
        {
            Status = status,
            ContentType = _contentType,
            ContentLength = _contentLength,
            IsChunked = _isChunked,
            RetryAfter = _retryAfter,
            IsEncoded = _isEncoded,
            KeepsAlive = !_closes && !oldVersion,
            IdleTime = _idleTime,
        };
        return _isChunked && (_contentLength is not null || oldVersion) ? "the reply's framing contradicts itself" : null;
    }

    private string? TakeLength(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > MostLengthDigits
            || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !Utf8Parser.TryParse(value, out long length, out _))
        {
            return "the reply's length is no number";
        }

        if (_contentLength is { } other && other != length)
        {
            return "the reply has two lengths";
        }

        _contentLength = length;
        return null;
    }

    private string? TakeTransferEncoding(ReadOnlySpan<byte> value)
    {
        if (_isChunked || !Ascii.EqualsIgnoreCase(value, "chunked"u8))
        {
            return "the reply's transfer encoding is not known";
        }

        _isChunked = true;
        return null;
    }

    // The usual ones are not made anew for each reply. What could not be sent on as a header is left out.
    private static string? ContentType(ReadOnlySpan<byte> value) => value switch
    {
        _ when value.SequenceEqual("application/json"u8) => "application/json",
        _ when value.SequenceEqual("text/event-stream"u8) => "text/event-stream",
        _ when value.SequenceEqual("text/event-stream; charset=utf-8"u8) => "text/event-stream; charset=utf-8",
        _ when value.SequenceEqual("application/json; charset=utf-8"u8) => "application/json; charset=utf-8",
        _ => value.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? null : Encoding.ASCII.GetString(value),
    };

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        foreach (var part in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(list[part].Trim(" \t"u8), token))
            {
                return true;
            }
        }

        return false;
    }

    // timeout=5, max=100
    private static TimeSpan? IdleTime(ReadOnlySpan<byte> list)
    {
        foreach (var part in list.Split((byte)','))
        {
            var setting = list[part].Trim(" \t"u8);
            if (setting.Length > 8
                && Ascii.EqualsIgnoreCase(setting[..8], "timeout="u8)
                && Utf8Parser.TryParse(setting[8..], out ushort seconds, out _))
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }
}
