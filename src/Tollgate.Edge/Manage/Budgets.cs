using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/budgets</c>: one row for each workspace, project and key that has a budget, exact at the moment
/// of the answer, and top-ups of the window in force. Test keys have books of their own: <c>?mode=test</c>.</summary>
internal sealed class Budgets(Meter meter, CustomerDirectory customers, TimeProvider time)
{
    public Answer List(ManageRequest request, Tenant tenant)
    {
        var mode = request.Query.Word("mode", WireText.Modes) ?? KeyMode.Live;
        return Page.Of(request, Rows(tenant, mode), r => r.Order + r.Id, (json, row) => Write(json, tenant, row));
    }

    /// <summary>More room in the window in force, for this very moment on; the next window knows nothing of it.</summary>
    public Answer TopUp(ManageRequest request, Tenant tenant)
    {
        if (Find(request, tenant) is not { } row)
        {
            return Answer.NotFound;
        }

        var amount = request.Body.Usd("amount_usd", TopUpDesk.MostUsd);
        if (amount.Value is not { Value: > 0 })
        {
            request.Body.Fail("amount_usd", "must be a number of USD above 0");
        }

        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        if (row.Line.Limit == long.MaxValue)
        {
            return Answer.Invalid(null, $"This {row.Scope} has no budget that could be topped up.");
        }

        var lines = tenant.LinesOf(row.Line.Scope, row.Line.Owner);
        return customers.TopUps.Give(tenant.Workspace.Id, lines, meter.Window(tenant.Book, row.Line), amount.Value!.Value)
            ? Answer.Created(json => Write(json, tenant, row))
            : Answer.Invalid("amount_usd", "With this the window would be topped up by more than can be.");
    }

    private static Row? Find(ManageRequest request, Tenant tenant)
    {
        var id = request.Part("id");
        switch (request.Part("scope"))
        {
            case "workspace":
                return id == tenant.Workspace.Id.ToString() ? new Row("1/", "workspace", id, tenant.Book.Live) : null;
            case "project":
                return request.Project(tenant) is { } project ? new Row("2/", "project", id, project.Live) : null;
            case "key":
                return request.Key(tenant) is { } key ? new Row("3/", "key", id, key.Line) : null;
            default:
                return null;
        }
    }

    private IEnumerable<Row> Rows(Tenant tenant, KeyMode mode)
    {
        if (tenant.Workspace.Budget is not null)
        {
            yield return new Row("1/", "workspace", tenant.Workspace.Id.ToString(), tenant.Book.Line(mode));
        }

        foreach (var project in tenant.Projects.Values)
        {
            if (project.Project.Budget is not null)
            {
                yield return new Row("2/", "project", project.Project.Id.ToString(), project.Line(mode));
            }
        }

        // Run keys come and go by the thousand: those that have ended are left out.
        var now = time.GetUtcNow();
        foreach (var key in tenant.Keys.Values)
        {
            if (key.Key.Budget is not null && key.Key.Mode == mode && (key.Parent is null || !key.HasEnded(now)))
            {
                yield return new Row("3/", "key", key.Key.Id.ToString(), key.Line);
            }
        }
    }

    private void Write(Utf8JsonWriter json, Tenant tenant, Row row)
    {
        var status = meter.Status(tenant.Book, row.Line);
        json.WriteStartObject();
        json.WriteString("scope"u8, row.Scope);
        json.WriteString("id"u8, row.Id);
        json.Usd("budget_usd", status.Limit);
        json.Usd("top_up_usd", status.Limit - row.Line.Limit);
        json.Usd("spent_usd", status.Spent);
        json.Usd("reserved_usd", status.Reserved);
        json.WriteString("resets_at"u8, WireText.Time(status.ResetsAtMs));
        json.WriteEndObject();
    }

    private sealed record Row(string Order, string Scope, string Id, BudgetLine Line);
}
