using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/events</c>: what its owner may want to know, newest first.</summary>
internal sealed class EventRoutes(Meter meter, IEventLog log)
{
    public async ValueTask<Answer> List(ManageRequest request, Tenant tenant)
    {
        var query = request.Query;
        var limit = Page.Limit(query);
        var before = query.Id<EventKind>("cursor");
        var kind = query.Text("kind");
        if (kind is not null && !EventKinds.All.Contains(kind, StringComparer.Ordinal))
        {
            query.Fail("kind", $"must be one of {string.Join(", ", EventKinds.All)}");
        }

        if (query.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        await meter.FlushAsync();
        return Page.Rows(log.List(tenant.Workspace.Id, kind, before, limit + 1), limit, e => e.Id.ToString(), Write);
    }

    private static void Write(Utf8JsonWriter json, WorkspaceEvent happened)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, happened.Id.ToString());
        json.WriteString("kind"u8, happened.Kind);
        json.WriteString("at"u8, WireText.Time(happened.AtMs));
        json.WritePropertyName("data"u8);
        json.WriteRawValue(happened.Data);
        json.WriteEndObject();
    }
}
