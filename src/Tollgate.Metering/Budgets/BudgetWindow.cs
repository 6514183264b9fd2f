namespace Tollgate.Metering.Budgets;

/// <summary>One window of a budget: from its first moment to the first moment of the next, Unix milliseconds. The windows of a zone follow
/// one another without gap or overlap, whatever its clocks do.</summary>
public readonly record struct BudgetWindow(long StartMs, long EndMs)
{
    private const long StepMs = 15 * 60_000;
    private static readonly TimeSpan Around = TimeSpan.FromHours(26);

    /// <summary>The calendar month or day of <paramref name="zone"/> in which the moment lies.</summary>
    public static BudgetWindow At(long unixMs, BudgetPeriod period, TimeZoneInfo zone)
    {
        var local = Local(unixMs, zone);
        var first = period == BudgetPeriod.Day ? local.Date : new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var window = Of(first, period, zone);

        // A clock set back over midnight shows the old day once more: what has begun stays begun.
        while (unixMs >= window.EndMs)
        {
            first = Next(first, period);
            window = Of(first, period, zone);
        }

        return window;
    }

    /// <summary>True while the moment lies within the window.</summary>
    public bool Contains(long unixMs) => unixMs >= StartMs && unixMs < EndMs;

    private static BudgetWindow Of(DateTime first, BudgetPeriod period, TimeZoneInfo zone) =>
        new(FirstMoment(first, zone), FirstMoment(Next(first, period), zone));

    private static DateTime Next(DateTime first, BudgetPeriod period) =>
        period == BudgetPeriod.Day ? first.AddDays(1) : first.AddMonths(1);

    /// <summary>The first moment at which the zone's clocks show this midnight or later: midnight may not exist (clocks set forward, even by
    /// a whole day), or exist twice.</summary>
    private static long FirstMoment(DateTime midnight, TimeZoneInfo zone)
    {
        var asUtc = new DateTimeOffset(midnight, TimeSpan.Zero);
        var offset = zone.GetUtcOffset(asUtc - Around);
        if (offset == zone.GetUtcOffset(asUtc + Around))
        {
            return (asUtc - offset).ToUnixTimeMilliseconds();
        }

        // Clocks are set nearby. Only the way from UTC to local time is a function, so it is searched along; offsets lie within -12 to +14 h.
        var late = asUtc.AddHours(-16).ToUnixTimeMilliseconds();
        while (Local(late, zone) < midnight)
        {
            late += StepMs;
        }

        var early = late - StepMs;
        while (late - early > 1)
        {
            var middle = early + ((late - early) / 2);
            (early, late) = Local(middle, zone) < midnight ? (middle, late) : (early, middle);
        }

        return late;
    }

    private static DateTime Local(long unixMs, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).DateTime;
}
