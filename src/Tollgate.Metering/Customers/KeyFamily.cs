using System.Collections.Immutable;

namespace Tollgate.Metering.Customers;

/// <summary>The run keys of one parent, oldest first. Read without a lock; changed under the directory's gate.</summary>
internal sealed class KeyFamily
{
    private ImmutableList<TenantKey> _all = [];

    public ImmutableList<TenantKey> All => Volatile.Read(ref _all);

    public void Add(TenantKey child) => Volatile.Write(ref _all, All.Add(child));

    public void Remove(TenantKey child) => Volatile.Write(ref _all, All.Remove(child));

    public int Living(DateTimeOffset now)
    {
        var living = 0;
        foreach (var child in All)
        {
            living += child.HasEnded(now) ? 0 : 1;
        }

        return living;
    }

    /// <summary>Those that ended before the moment.</summary>
    public IEnumerable<TenantKey> EndedBefore(DateTimeOffset moment) => All.Where(child => EndOf(child.Key) is { } end && end < moment);

    /// <summary>Those that have ended beyond the <paramref name="kept"/> newest.</summary>
    public IEnumerable<TenantKey> EndedBeyond(int kept, DateTimeOffset now) =>
        All.Where(child => child.HasEnded(now)).Reverse().Skip(kept);

    private static DateTimeOffset? EndOf(ApiKey key) =>
        key.RevokedAt is { } revoked && !(key.ExpiresAt < revoked) ? revoked : key.ExpiresAt;
}
