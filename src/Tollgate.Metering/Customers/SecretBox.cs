using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>Seals provider keys, and replies kept for idempotency keys: AES-256-GCM under a data key of its own, which is itself sealed by the
/// master key. What a box belongs to is bound in, so that one moved to another row does not open. Layout: version, master-key id (4), nonce (12), sealed data key
/// (32), tag (16), nonce (12), tag (16), ciphertext.</summary>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdBytes = 4;
    private const int WrapNonceAt = 1 + IdBytes;
    private const int WrapAt = WrapNonceAt + NonceBytes;
    private const int WrapTagAt = WrapAt + KeyBytes;
    private const int NonceAt = WrapTagAt + TagBytes;
    private const int TagAt = NonceAt + NonceBytes;
    private const int TextAt = TagAt + TagBytes;

    private readonly RandomNumberGenerator _chance;
    private readonly (byte[] Id, byte[] Key)[] _masters;

    /// <param name="chance">Source of data keys and nonces.</param>
    /// <param name="master">Seals and opens; 32 bytes.</param>
    /// <param name="older">Master keys from before a rotation: they open only.</param>
    /// <exception cref="ArgumentException">a master key is not 32 bytes long.</exception>
    public SecretBox(RandomNumberGenerator chance, byte[] master, params IReadOnlyList<byte[]> older)
    {
        _chance = chance;
        _masters = new (byte[], byte[])[older.Count + 1];
        for (var i = 0; i < _masters.Length; i++)
        {
            var key = i == 0 ? master : older[i - 1];
            if (key.Length != KeyBytes)
            {
                throw new ArgumentException("a master key is 32 bytes", nameof(master));
            }

            _masters[i] = (SHA256.HashData(key)[..IdBytes], key);
        }
    }

    /// <summary>Seals a secret for one provider of one workspace.</summary>
    public byte[] Seal(string secret, Id<WorkspaceKind> workspace, string provider)
    {
        var text = Encoding.UTF8.GetBytes(secret);
        var box = Seal(text, Owner(workspace, provider));
        CryptographicOperations.ZeroMemory(text);
        return box;
    }

    /// <summary>Seals bytes for what <paramref name="owner"/> names.</summary>
    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> owner)
    {
        var box = new byte[TextAt + text.Length];
        box[0] = Version;
        _masters[0].Id.CopyTo(box, 1);
        var bound = Bound(box, owner);
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        _chance.GetBytes(dataKey);
        _chance.GetBytes(box.AsSpan(WrapNonceAt, NonceBytes));
        _chance.GetBytes(box.AsSpan(NonceAt, NonceBytes));

        using (var wrap = new AesGcm(_masters[0].Key, TagBytes))
        {
            wrap.Encrypt(
                box.AsSpan(WrapNonceAt, NonceBytes), dataKey, box.AsSpan(WrapAt, KeyBytes), box.AsSpan(WrapTagAt, TagBytes), bound);
        }

        using (var seal = new AesGcm(dataKey, TagBytes))
        {
            seal.Encrypt(box.AsSpan(NonceAt, NonceBytes), text, box.AsSpan(TextAt), box.AsSpan(TagAt, TagBytes), bound);
        }

        CryptographicOperations.ZeroMemory(dataKey);
        return box;
    }

    /// <summary>Opens what was sealed for this workspace and provider; false for anything else: another row's, damaged, or sealed by a
    /// master key that is not at hand.</summary>
    public bool TryOpen(
        ReadOnlySpan<byte> box, Id<WorkspaceKind> workspace, string provider, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        if (!TryOpen(box, Owner(workspace, provider), out var text))
        {
            return false;
        }

        secret = Encoding.UTF8.GetString(text);
        CryptographicOperations.ZeroMemory(text);
        return true;
    }

    /// <summary>Opens bytes that were sealed for the same owner; false for anything else.</summary>
    public bool TryOpen(ReadOnlySpan<byte> box, ReadOnlySpan<byte> owner, [NotNullWhen(true)] out byte[]? text)
    {
        text = null;
        if (box.Length < TextAt || box[0] != Version || Master(box.Slice(1, IdBytes)) is not { } master)
        {
            return false;
        }

        var bound = Bound(box, owner);
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        var opened = new byte[box.Length - TextAt];
        try
        {
            using var wrap = new AesGcm(master, TagBytes);
            wrap.Decrypt(box.Slice(WrapNonceAt, NonceBytes), box.Slice(WrapAt, KeyBytes), box.Slice(WrapTagAt, TagBytes), dataKey, bound);
            using var seal = new AesGcm(dataKey, TagBytes);
            seal.Decrypt(box.Slice(NonceAt, NonceBytes), box[TextAt..], box.Slice(TagAt, TagBytes), opened, bound);
            text = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private byte[]? Master(ReadOnlySpan<byte> id)
    {
        foreach (var (known, key) in _masters)
        {
            if (id.SequenceEqual(known))
            {
                return key;
            }
        }

        return null;
    }

    // Version and key id are bound in as well: nobody may relabel a box.
    private static byte[] Bound(ReadOnlySpan<byte> box, ReadOnlySpan<byte> owner) => [.. box[..WrapNonceAt], .. owner];

    private static byte[] Owner(Id<WorkspaceKind> workspace, string provider) => Encoding.UTF8.GetBytes($"{workspace}/{provider}");
}
