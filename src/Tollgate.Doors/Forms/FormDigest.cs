using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Doors.Forms;

/// <summary>What a form says, as 32 bytes: SHA-256 over its parts in their order, each piece with its length before it, so that no byte can move
/// from one to the next.</summary>
internal static class FormDigest
{
    /// <param name="parts">The parts.</param>
    /// <param name="hashes">Of the files among them, in their order.</param>
    public static byte[] Of(IReadOnlyList<FormPart> parts, IReadOnlyList<byte[]> hashes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = 0;
        foreach (var part in parts)
        {
            Add(hash, Encoding.UTF8.GetBytes(part.Name));
            Add(hash, part.File is null ? "field"u8 : "file"u8);
            Add(hash, Encoding.UTF8.GetBytes(part.FileName ?? ""));
            Add(hash, Encoding.UTF8.GetBytes(part.ContentType ?? ""));
            Add(hash, part.File is null ? part.Value : hashes[file++]);
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> piece)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, piece.Length);
        hash.AppendData(length);
        hash.AppendData(piece);
    }
}
