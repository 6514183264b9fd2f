namespace Tollgate.Metering.Customers;

/// <summary>Looks through the run keys of a parent.</summary>
internal static class KeyFamily
{
    public static int Living(TenantKey parent, DateTimeOffset now)
    {
        var living = 0;
        foreach (var child in parent.Children)
        {
            living += child.HasEnded(now) ? 0 : 1;
        }

        return living;
    }

    /// <summary>Those that have ended beyond the <paramref name="kept"/> newest.</summary>
    public static List<TenantKey> EndedBeyond(TenantKey parent, int kept, DateTimeOffset now) =>
        [.. parent.Children.Where(child => child.HasEnded(now)).Reverse().Skip(kept)];

    /// <summary>All that ended before the moment.</summary>
    public static List<TenantKey> EndedBefore(IEnumerable<Tenant> tenants, DateTimeOffset moment) =>
        [.. tenants.SelectMany(t => t.Keys.Values).Where(k => k.Parent is not null && EndOf(k.Key) < moment)];

    private static DateTimeOffset? EndOf(ApiKey key) =>
        key.RevokedAt is { } revoked && !(key.ExpiresAt < revoked) ? revoked : key.ExpiresAt;
}
