using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Bodies;

namespace Tollgate.Doors.Idempotency;

/// <summary>A reply as it is kept, before it is sealed: the body, then status and headers, then the body's length. The body comes first, so that
/// what was captured of it need not be copied.</summary>
internal sealed class KeptReply
{
    private const string OwnHeaders = "X-Tollgate-";
    private const string QuotaHeaders = "X-Tollgate-Quota-";

    private readonly byte[] _bytes;
    private readonly int _bodyBytes;

    private KeptReply(byte[] bytes, int bodyBytes)
    {
        _bytes = bytes;
        _bodyBytes = bodyBytes;
    }

    public int Status { get; private init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];

    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(0, _bodyBytes);

    /// <summary>Adds what else is kept of a reply behind its captured body.</summary>
    public static void Complete(PooledBuffer body, HttpResponse response)
    {
        var bodyBytes = body.Length;
        Write(body, response.StatusCode);
        foreach (var (name, values) in response.Headers)
        {
            if (IsKept(name))
            {
                Write(body, name);
                Write(body, values.ToString());
            }
        }

        Write(body, "");
        Write(body, bodyBytes);
    }

    /// <summary>Reads what was kept.</summary>
    public static KeptReply Read(byte[] bytes)
    {
        var bodyBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(int)));
        var rest = bytes.AsSpan(bodyBytes);
        var status = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[sizeof(int)..];
        var headers = new List<(string, string)>();
        while (ReadText(ref rest) is { Length: > 0 } name)
        {
            headers.Add((name, ReadText(ref rest)));
        }

        return new KeptReply(bytes, bodyBytes) { Status = status, Headers = headers };
    }

    // What says something of the reply or of the call behind it; what belongs to one exchange alone is its own each time. When to come again is
    // not kept: with the same key the answer stays the same.
    private static bool IsKept(string name) => name.ToUpperInvariant() switch
    {
        "CONTENT-TYPE" or "CACHE-CONTROL" or "LOCATION" => true,
        var upper when upper.StartsWith(TokenSenseNames.Headers, StringComparison.OrdinalIgnoreCase) => true,
        var upper => upper.StartsWith(OwnHeaders, StringComparison.OrdinalIgnoreCase)
            && !upper.StartsWith(QuotaHeaders, StringComparison.OrdinalIgnoreCase)
            && !upper.Equals(ReplyHeaders.RequestId, StringComparison.OrdinalIgnoreCase),
    };

    private static void Write(PooledBuffer output, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    private static void Write(PooledBuffer output, string text)
    {
        Write(output, Encoding.UTF8.GetByteCount(text));
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    private static string ReadText(ref Span<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        var text = Encoding.UTF8.GetString(rest.Slice(sizeof(int), length));
        rest = rest[(sizeof(int) + length)..];
        return text;
    }
}
