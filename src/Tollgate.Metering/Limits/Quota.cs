using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Limits;

/// <summary>How far a quota is used.</summary>
public enum QuotaStatus
{
    Ok,

    /// <summary>From 80 % on.</summary>
    Warning,

    /// <summary>Over it; requests still go through.</summary>
    Exceeded,
}

/// <summary>Where a quota stands.</summary>
/// <param name="Used">Requests of the billing month.</param>
/// <param name="Limit">The plan's.</param>
/// <param name="Month">The billing month.</param>
public readonly record struct QuotaReading(long Used, long Limit, BudgetWindow Month)
{
    private const int WarnPercent = 80;

    public long Remaining => Math.Max(0, Limit - Used);

    public QuotaStatus Status => Used > Limit ? QuotaStatus.Exceeded : Used >= WarnFrom ? QuotaStatus.Warning : QuotaStatus.Ok;

    /// <summary>True for the one request that changed the status.</summary>
    public bool IsTurn => Used == WarnFrom || Used == Limit + 1;

    private long WarnFrom => ((Limit * WarnPercent) + 99) / 100;
}

/// <summary>Counts the requests of a calendar month in the workspace's zone. It warns and refuses nothing.</summary>
public sealed class Quota
{
    private readonly Lock _gate = new();
    private BudgetWindow _month;
    private long _used;

    /// <summary>The count goes on from what the month had before.</summary>
    public void Restore(long used, long nowMs, TimeZoneInfo zone)
    {
        lock (_gate)
        {
            Roll(nowMs, zone);
            _used = used;
        }
    }

    /// <summary>Counts one request.</summary>
    public QuotaReading Count(long limit, long nowMs, TimeZoneInfo zone)
    {
        lock (_gate)
        {
            Roll(nowMs, zone);
            return new QuotaReading(++_used, limit, _month);
        }
    }

    /// <summary>Where it stands, counting nothing.</summary>
    public QuotaReading Read(long limit, long nowMs, TimeZoneInfo zone)
    {
        lock (_gate)
        {
            Roll(nowMs, zone);
            return new QuotaReading(_used, limit, _month);
        }
    }

    // A clock set back stays in the month in force.
    private void Roll(long nowMs, TimeZoneInfo zone)
    {
        if (nowMs >= _month.EndMs)
        {
            _month = BudgetWindow.At(nowMs, BudgetPeriod.Month, zone);
            _used = 0;
        }
    }
}
