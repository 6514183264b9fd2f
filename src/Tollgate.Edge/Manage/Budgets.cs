using System.Text.Json;
using Tollgate.Edge.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.Edge.Manage;

/// <summary><c>GET /manage/v1/workspaces/{ws}/budgets</c>: one row for each workspace, project and key that has a budget, exact at the moment
/// of the answer. Test keys have books of their own: <c>?mode=test</c>.</summary>
internal sealed class Budgets(Meter meter)
{
    public Answer List(ManageRequest request, Tenant tenant)
    {
        var mode = request.Query.Word("mode", WireText.Modes) ?? KeyMode.Live;
        return Page.Of(request, Rows(tenant, mode), r => r.Order + r.Id, (json, row) => Write(json, row, meter.Status(tenant.Book, row.Line)));
    }

    private static IEnumerable<Row> Rows(Tenant tenant, KeyMode mode)
    {
        if (tenant.Workspace.Budget is { } budget)
        {
            yield return new Row("1/", "workspace", tenant.Workspace.Id.ToString(), budget, tenant.Book.Line(mode));
        }

        foreach (var project in tenant.Projects.Values)
        {
            if (project.Project.Budget is { } own)
            {
                yield return new Row("2/", "project", project.Project.Id.ToString(), own, project.Line(mode));
            }
        }

        foreach (var key in tenant.Keys.Values)
        {
            if (key.Key.Budget is { } own && key.Key.Mode == mode)
            {
                yield return new Row("3/", "key", key.Key.Id.ToString(), own, key.Line);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, Row row, BudgetStatus status)
    {
        json.WriteStartObject();
        json.WriteString("scope"u8, row.Scope);
        json.WriteString("id"u8, row.Id);
        json.Usd("budget_usd", row.Budget);
        json.Usd("spent_usd", status.Spent);
        json.Usd("reserved_usd", status.Reserved);
        json.WriteString("resets_at"u8, WireText.Time(status.ResetsAtMs));
        json.WriteEndObject();
    }

    private sealed record Row(string Order, string Scope, string Id, NanoUsd Budget, BudgetLine Line);
}
