namespace Tollgate.Metering.Identity;

/// <summary>Base62 text of unsigned integers, most significant digit first, fixed width, digits 0-9 A-Z a-z: text order is number order.</summary>
internal static class Base62
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Characters that hold any 128-bit number.</summary>
    public const int WidthOf128Bits = 22;

    // 64-bit arithmetic is far faster than that of UInt128: ten digits at a time, since 62^10 still fits.
    private const int ChunkWidth = 10;
    private const ulong Chunk = 839_299_365_868_340_224;
    private static readonly UInt128 MostBeforeChunk = UInt128.MaxValue / Chunk;
    private static readonly ulong LastChunk = (ulong)(UInt128.MaxValue % Chunk);

    /// <summary>Writes <paramref name="value"/> over the whole of <paramref name="target"/>, padded with '0' on the left.</summary>
    /// <exception cref="OverflowException">the value needs more characters than there are.</exception>
    public static void Write(UInt128 value, Span<char> target)
    {
        var at = target.Length;
        while (at > 0)
        {
            ulong part;
            if (value >> 64 == UInt128.Zero && (ulong)value < Chunk)
            {
                part = (ulong)value;
                value = UInt128.Zero;
            }
            else
            {
                (value, var rest) = UInt128.DivRem(value, Chunk);
                part = (ulong)rest;
            }

            for (var i = 0; i < ChunkWidth && at > 0; i++)
            {
                (part, var digit) = Math.DivRem(part, 62);
                target[--at] = Digits[(int)digit];
            }

            if (part != 0)
            {
                throw new OverflowException("the number does not fit the width");
            }
        }

        if (value != UInt128.Zero)
        {
            throw new OverflowException("the number does not fit the width");
        }
    }

    /// <summary>Reads a number; false when a character is no digit or the number passes 128 bits.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = UInt128.Zero;
        if (text.IsEmpty || text.Length > WidthOf128Bits)
        {
            return false;
        }

        for (var length = text.Length % ChunkWidth; !text.IsEmpty; length = ChunkWidth)
        {
            if (!TryReadChunk(text[..length], out var part) || value > MostBeforeChunk || (value == MostBeforeChunk && part > LastChunk))
            {
                value = UInt128.Zero;
                return false;
            }

            value = (value * Chunk) + part;
            text = text[length..];
        }

        return true;
    }

    // At most ten digits, which fit in 64 bits.
    private static bool TryReadChunk(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        foreach (var c in text)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'A' and <= 'Z' => c - 'A' + 10,
                >= 'a' and <= 'z' => c - 'a' + 36,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            value = (value * 62) + (uint)digit;
        }

        return true;
    }
}
