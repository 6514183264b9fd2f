using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Tollgate.Providers.Upstream.Http1;

/// <summary>The head of all requests to one address: what never changes is made once. What is sent is an allow-list: nothing of the
/// caller's own headers.</summary>
internal sealed class RequestHead
{
    private readonly byte[] _start;

    private RequestHead(byte[] start) => _start = start;

    private static ReadOnlySpan<byte> Fixed =>
        "Accept-Encoding: identity\r\nUser-Agent: tollgate\r\nContent-Type: application/json\r\nContent-Length: "u8;

    /// <summary>Null for an address that cannot stand in a request.</summary>
    public static RequestHead? For(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        var port = address.IsDefaultPort ? "" : ":" + address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var path = address.PathAndQuery;
        return path.AsSpan().ContainsAnyExceptInRange('!', '~') || host.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? null
            : new RequestHead(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {host}{port}\r\n"));
    }

    /// <summary>Whether a value can stand in a header: it must not be able to end it.</summary>
    public static bool IsHeaderValue(ReadOnlySpan<char> value) => !value.ContainsAnyExceptInRange(' ', '~');

    /// <summary>More than <see cref="Write"/> needs.</summary>
    public int MostBytes(string? authorization) => _start.Length + (authorization?.Length ?? 0) + 200;

    /// <summary>Writes it; <paramref name="target"/> has <see cref="MostBytes"/>. Returns the length.</summary>
    public int Write(Span<byte> target, string? authorization, long bodyLength)
    {
        _start.CopyTo(target);
        var at = _start.Length;
        if (authorization is not null)
        {
            "Authorization: "u8.CopyTo(target[at..]);
            at += "Authorization: "u8.Length;
            var status = Ascii.FromUtf16(authorization, target[at..], out var written);
            if (status != OperationStatus.Done)
            {
                throw new ArgumentException("Not a header value.", nameof(authorization));
            }

            at += written;
            "\r\n"u8.CopyTo(target[at..]);
            at += 2;
        }

        Fixed.CopyTo(target[at..]);
        at += Fixed.Length;
        _ = Utf8Formatter.TryFormat(bodyLength, target[at..], out var digits);
        at += digits;
        "\r\n\r\n"u8.CopyTo(target[at..]);
        return at + 4;
    }
}
