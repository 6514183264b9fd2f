namespace Tollgate.Metering.Budgets;

/// <summary>One window of a budget: from its first moment to the first moment of the next, Unix milliseconds.</summary>
public readonly record struct BudgetWindow(long StartMs, long EndMs)
{
    /// <summary>The calendar month or day of <paramref name="zone"/> in which the moment lies.</summary>
    public static BudgetWindow At(long unixMs, BudgetPeriod period, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).DateTime;
        var first = period == BudgetPeriod.Day
            ? new DateTime(local.Year, local.Month, local.Day, 0, 0, 0, DateTimeKind.Unspecified)
            : new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var next = period == BudgetPeriod.Day ? first.AddDays(1) : first.AddMonths(1);
        return new BudgetWindow(ToUnixMs(first, zone), ToUnixMs(next, zone));
    }

    /// <summary>True while the moment lies within the window.</summary>
    public bool Contains(long unixMs) => unixMs >= StartMs && unixMs < EndMs;

    private static long ToUnixMs(DateTime local, TimeZoneInfo zone)
    {
        // Midnight may fall into the gap of a clock set forward: the window then starts with the first moment that exists.
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // Midnight may exist twice when the clock is set back: the first of the two starts the window.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }
}
