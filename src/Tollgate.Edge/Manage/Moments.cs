using System.Globalization;

namespace Tollgate.Edge.Manage;

/// <summary>Times as callers write them.</summary>
internal static class Moments
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>RFC 3339 with an offset.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment) => DateTimeOffset.TryParseExact(
        text.Replace(' ', 'T').ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    /// <summary>RFC 3339, or a day: then its first moment in the zone.</summary>
    public static bool TryParse(string text, TimeZoneInfo zone, out long unixMs)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            // Midday exists once in every zone; the window around it starts at the day's first moment.
            var midday = new DateTimeOffset(day, new TimeOnly(12, 0), zone.GetUtcOffset(day.ToDateTime(new TimeOnly(12, 0))));
            unixMs = Metering.Budgets.BudgetWindow.At(midday.ToUnixTimeMilliseconds(), Metering.Budgets.BudgetPeriod.Day, zone).StartMs;
            return true;
        }

        var good = TryParse(text, out var moment);
        unixMs = moment.ToUnixTimeMilliseconds();
        return good;
    }
}
