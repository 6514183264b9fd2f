using System.Globalization;

namespace Tollgate.Metering.Money;

/// <summary>USD amounts as decimal text, read and written exactly, never through binary floating point.</summary>
public static class UsdText
{
    private const int Decimals = 9;

    /// <summary>Nano-USD in one USD.</summary>
    public const ulong NanoPerUsd = 1_000_000_000;

    /// <summary>Longest text of an amount: sign, ten digits, point, nine decimals.</summary>
    public const int MaxLength = 21;

    /// <summary>Plain decimal without trailing zeros.</summary>
    public static string Format(long nanoUsd)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        return TryFormat(nanoUsd, buffer, out var written) ? new string(buffer[..written]) : string.Empty;
    }

    /// <summary>Writes the plain decimal; false when <paramref name="target"/> is shorter than needed.</summary>
    public static bool TryFormat(long nanoUsd, Span<char> target, out int written)
    {
        written = 0;
        var magnitude = nanoUsd < 0 ? (ulong)-(Int128)nanoUsd : (ulong)nanoUsd;
        var (whole, fraction) = Math.DivRem(magnitude, NanoPerUsd);
        Span<char> buffer = stackalloc char[MaxLength];
        var at = 0;
        if (nanoUsd < 0)
        {
            buffer[at++] = '-';
        }

        _ = whole.TryFormat(buffer[at..], out var digits, default, CultureInfo.InvariantCulture);
        at += digits;
        if (fraction != 0)
        {
            buffer[at++] = '.';
            for (var divisor = NanoPerUsd / 10; fraction != 0; divisor /= 10)
            {
                (var digit, fraction) = Math.DivRem(fraction, divisor);
                buffer[at++] = (char)('0' + digit);
            }
        }

        if (!buffer[..at].TryCopyTo(target))
        {
            return false;
        }

        written = at;
        return true;
    }

    /// <summary>Reads a JSON number (sign, digits, fraction, exponent) as nano-USD, scaled by <paramref name="decimals"/> decimals.
    /// False when it is no JSON number, has more significant decimals than that, or is out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoUsd, int decimals = Decimals)
    {
        nanoUsd = 0;
        if (!Scan(text, out var negative, out var digits, out var exponent))
        {
            return false;
        }

        var scale = exponent + decimals;
        if (digits == UInt128.Zero)
        {
            return true;
        }

        for (; scale < 0; scale++)
        {
            (digits, var rest) = UInt128.DivRem(digits, 10);
            if (rest != UInt128.Zero)
            {
                return false;
            }
        }

        for (; scale > 0; scale--)
        {
            digits *= 10;
            if (digits > (UInt128)long.MaxValue)
            {
                return false;
            }
        }

        if (digits > (UInt128)long.MaxValue)
        {
            return false;
        }

        nanoUsd = negative ? -(long)digits : (long)digits;
        return true;
    }

    // number = digits x 10^exponent
    private static bool Scan(ReadOnlySpan<char> text, out bool negative, out UInt128 digits, out int exponent)
    {
        digits = UInt128.Zero;
        exponent = 0;
        var at = 0;
        negative = at < text.Length && text[at] == '-';
        at += negative ? 1 : 0;
        var intStart = at;
        if (!Digits(text, ref at, ref digits))
        {
            return false;
        }

        if (at - intStart > 1 && text[intStart] == '0')
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            var start = at;
            if (!Digits(text, ref at, ref digits))
            {
                return false;
            }

            exponent = start - at;
        }

        return at == text.Length || Exponent(text, at, ref exponent);
    }

    private static bool Exponent(ReadOnlySpan<char> text, int at, ref int exponent)
    {
        if (text[at] is not ('e' or 'E'))
        {
            return false;
        }

        at++;
        var negative = at < text.Length && text[at] == '-';
        at += at < text.Length && text[at] is '-' or '+' ? 1 : 0;
        if (at >= text.Length || text.Length - at > 4
            || !int.TryParse(text[at..], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        exponent += negative ? -value : value;
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, ref int at, ref UInt128 digits)
    {
        var start = at;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            if (digits > UInt128.MaxValue / 100)
            {
                return false;
            }

            digits = (digits * 10) + (uint)(text[at] - '0');
        }

        return at > start;
    }
}
