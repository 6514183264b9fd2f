using System.Net;

namespace Tollgate.Doors.Auth;

/// <summary>Counts wrong secrets by address and key, so that a flood of guesses is turned away before it is hashed. Bounded: a fixed table
/// in which a newer pair replaces an older one. Counted for a pair, not for an address alone: behind one proxy a guesser must not lock
/// out everyone else.</summary>
public sealed class KeyFailures(TimeProvider time)
{
    private const int Slots = 1024;
    private const int MostPerMinute = 20;

    private readonly Entry?[] _table = new Entry?[Slots];
    private readonly Lock _gate = new();
    private long _lastFailure = long.MinValue / 2;

    /// <summary>True when this address has tried too many wrong secrets of this key within a minute.</summary>
    public bool IsBlocked(IPAddress? address, ReadOnlySpan<char> publicId)
    {
        // The good case: nobody failed lately.
        var now = time.GetTimestamp();
        if (now - Volatile.Read(ref _lastFailure) > Minute)
        {
            return false;
        }

        return Volatile.Read(ref _table[Slot(address, publicId)]) is { Count: >= MostPerMinute } entry
            && now - entry.Since <= Minute && entry.Is(address, publicId);
    }

    /// <summary>Counts one wrong secret.</summary>
    public void Count(IPAddress? address, ReadOnlySpan<char> publicId)
    {
        var now = time.GetTimestamp();
        ref var slot = ref _table[Slot(address, publicId)];
        lock (_gate)
        {
            Volatile.Write(ref _lastFailure, now);
            var entry = slot;
            Volatile.Write(ref slot, entry is not null && now - entry.Since <= Minute && entry.Is(address, publicId)
                ? entry with { Count = entry.Count + 1 }
                : new Entry(address, publicId.ToString(), now, 1));
        }
    }

    private long Minute => 60 * time.TimestampFrequency;

    private static int Slot(IPAddress? address, ReadOnlySpan<char> publicId) =>
        (int)((uint)HashCode.Combine(address, string.GetHashCode(publicId, StringComparison.Ordinal)) % Slots);

    private sealed record Entry(IPAddress? Address, string PublicId, long Since, int Count)
    {
        public bool Is(IPAddress? address, ReadOnlySpan<char> publicId) =>
            publicId.SequenceEqual(PublicId) && Equals(Address, address);
    }
}
