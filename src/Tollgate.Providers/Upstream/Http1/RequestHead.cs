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

    /// <summary>What nearly all bodies are.</summary>
    public const string Json = "application/json";

    private static ReadOnlySpan<byte> Fixed =>
        "Accept-Encoding: identity\r\nUser-Agent: tollgate\r\nContent-Type: "u8;

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
    public int MostBytes(in UpstreamHeader? key, in UpstreamHeader? version, string contentType = Json) =>
        _start.Length + BytesOf(key) + BytesOf(version) + contentType.Length + 200;

    /// <summary>Writes it; <paramref name="target"/> has <see cref="MostBytes"/>. Returns the length.</summary>
    public int Write(Span<byte> target, in UpstreamHeader? key, in UpstreamHeader? version, long bodyLength, string contentType = Json)
    {
        _start.CopyTo(target);
        var at = _start.Length;
        at += WriteLine(target[at..], key);
        at += WriteLine(target[at..], version);
        Fixed.CopyTo(target[at..]);
        at += Fixed.Length;
        at += WriteAscii(target[at..], contentType);
        "\r\nContent-Length: "u8.CopyTo(target[at..]);
        at += "\r\nContent-Length: "u8.Length;
        _ = Utf8Formatter.TryFormat(bodyLength, target[at..], out var digits);
        at += digits;
        "\r\n\r\n"u8.CopyTo(target[at..]);
        return at + 4;
    }

    private static int BytesOf(in UpstreamHeader? header) => header is { } given ? given.Name.Length + given.Value.Length + 4 : 0;

    private static int WriteLine(Span<byte> target, in UpstreamHeader? header)
    {
        if (header is not { } given)
        {
            return 0;
        }

        var at = WriteAscii(target, given.Name);
        ": "u8.CopyTo(target[at..]);
        at += 2;
        at += WriteAscii(target[at..], given.Value);
        "\r\n"u8.CopyTo(target[at..]);
        return at + 2;
    }

    private static int WriteAscii(Span<byte> target, string text) =>
        Ascii.FromUtf16(text, target, out var written) == OperationStatus.Done
            ? written
            : throw new ArgumentException("Not of a header.", nameof(text));
}
