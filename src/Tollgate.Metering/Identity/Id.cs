using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Metering.Identity;

/// <summary>What an id names; gives the prefix of its text.</summary>
public interface IIdKind
{
    /// <summary>Prefix with its underscore, e.g. <c>ws_</c>.</summary>
    static abstract string Prefix { get; }
}

/// <summary>A 128-bit, time-ordered id (UUIDv7 bits, big-endian). As text: prefix and 22 base62 characters; text order is age order.</summary>
public readonly record struct Id<TKind>(UInt128 Value) : IComparable<Id<TKind>>
    where TKind : IIdKind
{
    /// <inheritdoc/>
    public int CompareTo(Id<TKind> other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(TKind.Prefix.Length + Base62.WidthOf128Bits, Value, static (span, value) =>
        {
            TKind.Prefix.CopyTo(span);
            Base62.Write(value, span[TKind.Prefix.Length..]);
        });

    /// <summary>Parses the text form exactly; false for anything else.</summary>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "parse stands with its type")]
    public static bool TryParse(ReadOnlySpan<char> text, out Id<TKind> id)
    {
        id = default;
        if (text.Length != TKind.Prefix.Length + Base62.WidthOf128Bits
            || !text.StartsWith(TKind.Prefix, StringComparison.Ordinal)
            || !Base62.TryRead(text[TKind.Prefix.Length..], out var value))
        {
            return false;
        }

        id = new Id<TKind>(value);
        return true;
    }

    public static bool operator <(Id<TKind> left, Id<TKind> right) => left.Value < right.Value;

    public static bool operator >(Id<TKind> left, Id<TKind> right) => left.Value > right.Value;

    public static bool operator <=(Id<TKind> left, Id<TKind> right) => left.Value <= right.Value;

    public static bool operator >=(Id<TKind> left, Id<TKind> right) => left.Value >= right.Value;
}
