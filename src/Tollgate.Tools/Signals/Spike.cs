using System.Globalization;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Signals;

/// <summary>Whether a company's followers grew out of the ordinary within two weeks: by a tenth in all, or on one day by more than three times the
/// mean of a day, or by twice what the day before brought, and then by a thousandth of all at least.</summary>
/// <param name="Start">Followers before the first of the days.</param>
/// <param name="End">Followers after the last.</param>
/// <param name="Reason">Why it is one, a sentence; null when it is none.</param>
/// <param name="Day">The day that stands out; null when none does.</param>
internal sealed record Spike(long Start, long End, string? Reason, DateOnly? Day)
{
    /// <summary>How many days are looked at.</summary>
    public const int Days = 14;

    /// <summary>Growth over all days in percent, to two places.</summary>
    public decimal GrowthPercentage => Start == 0 ? 0 : Math.Round(100m * (End - Start) / Start, 2);

    /// <summary>Reads counts of at least one day, oldest first; of more than are looked at the newest count.</summary>
    public static Spike Of(IReadOnlyList<SampleFollowers> followers)
    {
        var counts = followers.Skip(Math.Max(0, followers.Count - Days - 1)).ToList();
        var (start, end) = (counts[0].Count, counts[^1].Count);
        var quiet = new Spike(start, end, null, null);
        if (start > 0 && (end - start) * 10 >= start)
        {
            return quiet with { Reason = string.Create(CultureInfo.InvariantCulture, $"Followers grew by {quiet.GrowthPercentage} % within {counts.Count - 1} days.") };
        }

        for (var i = 1; i < counts.Count; i++)
        {
            var gain = counts[i].Count - counts[i - 1].Count;
            if (gain > 0 && gain * 1_000 >= counts[i - 1].Count && Why(counts, i, gain, end - start) is { } why)
            {
                return quiet with { Day = counts[i].Day, Reason = string.Create(CultureInfo.InvariantCulture, $"{gain} new followers on {counts[i].Day:yyyy-MM-dd}, {why}.") };
            }
        }

        return quiet;
    }

    private static string? Why(List<SampleFollowers> counts, int day, long gain, long gainOfAll)
    {
        if (gain * (counts.Count - 1) > 3 * gainOfAll)
        {
            return "more than three times the mean of a day";
        }

        return day > 1 && gain >= 2 * (counts[day - 1].Count - counts[day - 2].Count) ? "twice as many as the day before" : null;
    }
}
