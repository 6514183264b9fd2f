using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Metering.Idempotency;

/// <summary>What a request asks for, as 32 bytes: SHA-256 over method, path and body, each with its length before it, so that no byte can move
/// from one to the next. A path with <c>/v1</c> and without is the same route and the same fingerprint; headers and query do not count.</summary>
public static class RequestFingerprint
{
    private const string Version = "/v1/";

    public static byte[] Of(string method, string path, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(method));
        Add(hash, Encoding.UTF8.GetBytes(Routed(path)));
        Add(hash, body);
        return hash.GetHashAndReset();
    }

    private static string Routed(string path)
    {
        path = path.StartsWith(Version, StringComparison.OrdinalIgnoreCase) ? path[(Version.Length - 1)..] : path;
        return path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
