namespace Tollgate.Payments.TopUps;

/// <summary>How long somebody waits for a purchase to begin. Either it begins or its buyer leaves, never both: a charge that begins after its buyer
/// was answered would be one that nobody asked for any more.</summary>
internal sealed class Patience
{
    private const int Begun = 1;
    private const int Left = 2;
    private int _end;

    /// <summary>The purchase is about to begin. False when its buyer has left.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _end, Begun, 0) != Left;

    /// <summary>The buyer leaves. False when the purchase has begun, and may yet be charged.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _end, Left, 0) != Begun;
}
