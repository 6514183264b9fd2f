using Tollgate.Doors.Bodies;

namespace Tollgate.Edge.Walk;

/// <summary>What was written of one request for the places that it was sent to. All of it lives until the call has ended, since an upstream that failed
/// may still be reading.</summary>
internal struct BodyCopies : IDisposable
{
    // Most calls are written once, or never.
    private List<PooledBuffer>? _all;

    public readonly bool IsEmpty => _all is null;

    /// <summary>The one made last; there must be one.</summary>
    public readonly PooledBuffer Last => _all![^1];

    /// <summary>An empty one.</summary>
    /// <param name="length">Expected, in bytes.</param>
    public PooledBuffer Add(int length)
    {
        var copy = new PooledBuffer(length);
        (_all ??= new List<PooledBuffer>(1)).Add(copy);
        return copy;
    }

    public readonly void Dispose()
    {
        foreach (var copy in _all ?? [])
        {
            copy.Dispose();
        }
    }
}
