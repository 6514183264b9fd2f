using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Limits;

namespace Tollgate.Doors.Auth;

/// <summary>Counts calls against the plan's quota of the month and says in headers where it stands. A plan without one costs a single look.</summary>
public sealed class QuotaCounter(Meter meter, TimeProvider time)
{
    /// <summary>Sets the headers, counting nothing.</summary>
    public void Show(HttpContext context, Tenant tenant)
    {
        if (tenant.Workspace.Plan.RequestsPerMonth is { } limit)
        {
            ReplyHeaders.SetQuota(context.Response.Headers, tenant.Quota.Read(limit, NowMs(), tenant.Book.Zone));
        }
    }

    /// <summary>Counts one call of a live key, and sets the headers. For every call that gets a row in the call log, and for nothing else, so
    /// that after a restart the log gives the same count.</summary>
    public void Count(HttpContext context, TenantKey key)
    {
        var tenant = key.Tenant;
        if (tenant.Workspace.Plan.RequestsPerMonth is not { } limit || key.Key.Mode != KeyMode.Live)
        {
            return;
        }

        var nowMs = NowMs();
        var reading = tenant.Quota.Count(limit, nowMs, tenant.Book.Zone);
        ReplyHeaders.SetQuota(context.Response.Headers, reading);
        if (reading.IsTurn)
        {
            Tell(tenant, reading, nowMs);
        }
    }

    private void Tell(Tenant tenant, in QuotaReading reading, long nowMs)
    {
        var kind = reading.Status == QuotaStatus.Exceeded ? EventKinds.QuotaExceeded : EventKinds.QuotaWarning;
        meter.Note(new WorkspaceEvent
        {
            Workspace = tenant.Workspace.Id,
            AtMs = nowMs,
            Kind = kind,
            Once = string.Create(CultureInfo.InvariantCulture, $"{kind}/{reading.Month.StartMs}/{reading.Limit}"),
            Data = EventData.Of(
                ("used", reading.Used),
                ("limit", reading.Limit),
                ("resets_at", DateTimeOffset.FromUnixTimeMilliseconds(reading.Month.EndMs))),
        });
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
