using System.Buffers.Binary;

namespace Tollgate.Metering.Customers;

/// <summary>Base62 of 256-bit numbers: 43 characters, most significant first.</summary>
internal static class Base62Wide
{
    /// <summary>62^10: the largest power that still fits in 64 bits.</summary>
    internal const ulong Chunk = 839_299_365_868_340_224;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Writes 32 big-endian bytes over the whole of <paramref name="target"/> (43 characters).</summary>
    internal static void Write(ReadOnlySpan<byte> value, Span<char> target)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        for (var i = 0; i < 4; i++)
        {
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(value[(i * 8)..]);
        }

        for (var at = target.Length - 1; at >= 0; at--)
        {
            var rest = UInt128.Zero;
            for (var i = 0; i < 4; i++)
            {
                var part = (rest << 64) | limbs[i];
                (var whole, rest) = UInt128.DivRem(part, 62);
                limbs[i] = (ulong)whole;
            }

            target[at] = Digits[(int)rest];
        }
    }

    /// <summary>Reads 43 digits into 32 big-endian bytes; false when a character is no digit or the number passes 256 bits.</summary>
    internal static bool TryRead(ReadOnlySpan<char> text, Span<byte> target)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        limbs.Clear();
        while (!text.IsEmpty)
        {
            // Ten digits at a time: one pass over the limbs for each ten.
            var take = text.Length % 10 == 0 ? 10 : text.Length % 10;
            ulong part = 0;
            ulong scale = 1;
            foreach (var c in text[..take])
            {
                var digit = Digit(c);
                if (digit < 0)
                {
                    return false;
                }

                part = (part * 62) + (ulong)digit;
                scale *= 62;
            }

            var carry = part;
            for (var i = 3; i >= 0; i--)
            {
                var product = ((UInt128)limbs[i] * scale) + carry;
                limbs[i] = (ulong)product;
                carry = (ulong)(product >> 64);
            }

            if (carry != 0)
            {
                return false;
            }

            text = text[take..];
        }

        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[(i * 8)..], limbs[i]);
        }

        return true;
    }

    /// <summary>True when every character is a digit.</summary>
    internal static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (Digit(c) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'Z' => c - 'A' + 10,
        >= 'a' and <= 'z' => c - 'a' + 36,
        _ => -1,
    };
}
