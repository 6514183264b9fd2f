namespace Tollgate.Metering.Money;

/// <summary>An amount of money in nano-USD (1e-9 USD), exact, checked. Largest: about 9.2 billion USD.</summary>
public readonly record struct NanoUsd(long Value) : IComparable<NanoUsd>
{
    /// <summary>Nano-USD in one USD.</summary>
    public const long PerUsd = (long)UsdText.NanoPerUsd;

    public static NanoUsd Zero => default;

    public static NanoUsd MaxValue => new(long.MaxValue);

    public int CompareTo(NanoUsd other) => Value.CompareTo(other.Value);

    public static NanoUsd operator +(NanoUsd left, NanoUsd right) => new(checked(left.Value + right.Value));

    public static NanoUsd operator -(NanoUsd left, NanoUsd right) => new(checked(left.Value - right.Value));

    public static NanoUsd operator -(NanoUsd amount) => new(checked(-amount.Value));

    public static bool operator <(NanoUsd left, NanoUsd right) => left.Value < right.Value;

    public static bool operator >(NanoUsd left, NanoUsd right) => left.Value > right.Value;

    public static bool operator <=(NanoUsd left, NanoUsd right) => left.Value <= right.Value;

    public static bool operator >=(NanoUsd left, NanoUsd right) => left.Value >= right.Value;

    public static NanoUsd Min(NanoUsd left, NanoUsd right) => left.Value <= right.Value ? left : right;

    /// <summary>USD as a plain decimal, without exponent and without trailing zeros: <c>0.00015</c>.</summary>
    public override string ToString() => UsdText.Format(Value);
}
