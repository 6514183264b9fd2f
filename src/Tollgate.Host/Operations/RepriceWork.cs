using Tollgate.Calls.Admission;
using Tollgate.Calls.Repricing;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Host.Operations;

/// <summary>Prices history anew in parts of a second or two, so that a server has time for its other commands, and whoever waits sees how far it
/// is. Where a part ends the next begins; what was done is not done again.</summary>
internal static class RepriceWork
{
    private static readonly TimeSpan Part = TimeSpan.FromSeconds(2);

    public static async Task<ControlReply> RunAsync(Installation installation, CallServices calls, ControlRequest request)
    {
        if (request.Order is not { } order)
        {
            return new ControlReply { Error = "The request names no calls." };
        }

        var tenants = Tenants(installation.Customers, request, order, out var why);
        if (why is not null)
        {
            return new ControlReply { Error = why };
        }

        // Every call that was answered by now stands in the log.
        await installation.Meter.FlushAsync();
        var time = TimeProvider.System;
        var repricer = new Repricer(calls.Models, installation.Storage.Adjustments, time);
        var range = new RepriceRange { FromMs = order.FromMs, ToMs = order.ToMs, Provider = order.Provider, Model = order.Model, DryRun = order.DryRun };
        var counts = new RepriceCounts();
        var started = time.GetTimestamp();
        var (at, after) = Begin(tenants, order.Cursor);
        while (at < tenants.Count && time.GetElapsedTime(started) < Part)
        {
            after = repricer.Step(tenants[at], range, after, counts);
            at += after is null ? 1 : 0;
        }

        return new ControlReply { Report = Report(counts, at < tenants.Count ? $"{tenants[at].Workspace.Id} {after}" : null) };
    }

    private static List<Tenant> Tenants(CustomerDirectory customers, ControlRequest request, RepriceOrder order, out string? why)
    {
        why = null;
        if (order.All)
        {
            return [.. customers.Tenants.OrderBy(t => t.Workspace.Id)];
        }

        var found = WorkspaceNames.Find(customers, request.Workspace, out var missing);
        why = found is null ? missing : null;
        return found is null ? [] : [found];
    }

    // "WORKSPACE CALL", or "WORKSPACE " where it has not been begun.
    private static (int At, Id<RequestKind>? After) Begin(List<Tenant> tenants, string? cursor)
    {
        if (cursor?.Split(' ') is not [var workspace, var call])
        {
            return (0, null);
        }

        var at = tenants.FindIndex(t => t.Workspace.Id.ToString() == workspace);
        return (at < 0 ? tenants.Count : at, Id<RequestKind>.TryParse(call, out var after) ? after : null);
    }

    private static RepriceReport Report(RepriceCounts counts, string? cursor) => new()
    {
        Cursor = cursor,
        Calls = counts.Calls,
        Changed = counts.Of(RepriceOutcome.Changed),
        Written = counts.Written,
        Same = counts.Of(RepriceOutcome.Same),
        Nothing = counts.Of(RepriceOutcome.Nothing),
        AtBound = counts.Of(RepriceOutcome.AtBound),
        Open = counts.Of(RepriceOutcome.Open),
        NoPrice = counts.Of(RepriceOutcome.NoPrice),
        NoModel = counts.Of(RepriceOutcome.NoModel),
        BeforeNanoUsd = counts.BeforeNanoUsd,
        AfterNanoUsd = counts.AfterNanoUsd,
    };
}
