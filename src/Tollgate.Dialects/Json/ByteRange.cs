namespace Tollgate.Dialects.Json;

/// <summary>Bytes from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal readonly record struct ByteRange(int Start, int End)
{
    public int Length => End - Start;

    /// <summary>True for a range that was never set.</summary>
    public bool IsEmpty => End == Start;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes[Start..End];
}
