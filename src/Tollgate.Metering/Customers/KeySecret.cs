using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>A new gateway key: its text is shown once, only its hash is kept. Text: <c>tg_live_</c> or <c>tg_test_</c>, 10 characters that
/// name it, 43 of the 256-bit secret, 6 of a CRC-32C over everything before, all base62.</summary>
public sealed record KeySecret(string Text, string PublicId, byte[] Hash)
{
    internal const string LivePrefix = "tg_live_";
    internal const string TestPrefix = "tg_test_";
    internal const int PrefixLength = 8;
    internal const int PublicIdLength = 10;
    internal const int SecretLength = 43;
    internal const int ChecksumLength = 6;

    /// <summary>Bytes of the secret.</summary>
    internal const int SecretBytes = 32;

    /// <summary>Length of a key's text.</summary>
    public const int Length = PrefixLength + PublicIdLength + SecretLength + ChecksumLength;

    /// <summary>Makes a key of that mode out of the given source of chance.</summary>
    public static KeySecret Create(KeyMode mode, RandomNumberGenerator chance)
    {
        Span<byte> random = stackalloc byte[16 + SecretBytes];
        chance.GetBytes(random);
        Span<char> text = stackalloc char[Length];
        (mode == KeyMode.Live ? LivePrefix : TestPrefix).CopyTo(text);

        // 128 bits modulo 62^10: the bias is below 2^-68.
        var name = BinaryPrimitives.ReadUInt128BigEndian(random) % Base62Wide.Chunk;
        var publicId = text.Slice(PrefixLength, PublicIdLength);
        Base62.Write(name, publicId);
        Base62Wide.Write(random[16..], text.Slice(PrefixLength + PublicIdLength, SecretLength));
        Base62.Write(Checksum(text[..^ChecksumLength]), text[^ChecksumLength..]);
        return new KeySecret(new string(text), new string(publicId), SHA256.HashData(random[16..]));
    }

    /// <summary>Takes a presented text apart; false unless length, prefix, digits and checksum are right. Touches no store.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PresentedKey key)
    {
        key = default;
        if (text.Length != Length)
        {
            return false;
        }

        KeyMode mode;
        if (text.StartsWith(LivePrefix, StringComparison.Ordinal))
        {
            mode = KeyMode.Live;
        }
        else if (text.StartsWith(TestPrefix, StringComparison.Ordinal))
        {
            mode = KeyMode.Test;
        }
        else
        {
            return false;
        }

        if (!Base62.TryRead(text[^ChecksumLength..], out var told)
            || told != Checksum(text[..^ChecksumLength])
            || !Base62Wide.AreDigits(text[PrefixLength..]))
        {
            return false;
        }

        key = new PresentedKey(
            mode, text.Slice(PrefixLength, PublicIdLength), text.Slice(PrefixLength + PublicIdLength, SecretLength));
        return true;
    }

    private static uint Checksum(ReadOnlySpan<char> text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc = BitOperations.Crc32C(crc, (byte)c);
        }

        return ~crc;
    }
}

/// <summary>A well-formed key as a caller presented it; points into the caller's text.</summary>
public readonly ref struct PresentedKey
{
    internal PresentedKey(KeyMode mode, ReadOnlySpan<char> publicId, ReadOnlySpan<char> secret)
    {
        Mode = mode;
        PublicId = publicId;
        Secret = secret;
    }

    public KeyMode Mode { get; }

    /// <summary>The part that names the key.</summary>
    public ReadOnlySpan<char> PublicId { get; }

    private ReadOnlySpan<char> Secret { get; }

    /// <summary>True when the secret's hash is one that the record accepts now, compared in constant time.</summary>
    public bool Opens(ApiKey key, DateTimeOffset now)
    {
        Span<byte> secret = stackalloc byte[KeySecret.SecretBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (key.Mode != Mode || !Base62Wide.TryRead(Secret, secret))
        {
            return false;
        }

        _ = SHA256.HashData(secret, hash);
        CryptographicOperations.ZeroMemory(secret);
        if (PublicId.SequenceEqual(key.PublicId))
        {
            return CryptographicOperations.FixedTimeEquals(hash, key.SecretHash);
        }

        return key.Retired is { } retired
            && PublicId.SequenceEqual(retired.PublicId)
            && CryptographicOperations.FixedTimeEquals(hash, retired.Hash)
            && now < retired.Until;
    }
}
