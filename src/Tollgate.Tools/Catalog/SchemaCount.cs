namespace Tollgate.Tools.Catalog;

/// <summary>How many of something there may be.</summary>
internal readonly record struct SchemaCount(long Least, long Most)
{
    /// <summary>Any number.</summary>
    public static SchemaCount Any { get; } = new(0, long.MaxValue);

    public bool Takes(long count) => count >= Least && count <= Most;

    public override string ToString() => Most == long.MaxValue
        ? FormattableString.Invariant($"at least {Least}")
        : FormattableString.Invariant($"{Least} to {Most}");
}
