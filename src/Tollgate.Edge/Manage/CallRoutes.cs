using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/calls</c>: the log, newest first, with every call answered before the request; test keys' calls
/// stand in it too, each row says its mode.</summary>
internal sealed class CallRoutes(Meter meter, ICallLog log, IAdjustmentStore adjustments)
{
    public async ValueTask<Answer> List(ManageRequest request, Tenant tenant)
    {
        var query = request.Query;
        var limit = Page.Limit(query);
        var filter = new CallFilter
        {
            Workspace = tenant.Workspace.Id,
            Project = Project(query, tenant),
            Key = query.Id<KeyKind>("key"),
            RequestId = query.Id<RequestKind>("request_id"),
            Parent = query.Id<RequestKind>("parent_request_id"),
            Mode = query.Word("mode", WireText.Modes),
            Model = query.Text("model"),
            Provider = query.Text("provider"),
            WorkflowTag = query.Text("workflow_tag"),
            Step = query.Text("step"),
            ExecutionId = query.Text("execution_id"),
            ErrorCode = query.Text("error_code"),
            FromMs = query.Time("from", tenant.Book.Zone),
            ToMs = query.Time("to", tenant.Book.Zone),
            Before = query.Id<RequestKind>("cursor"),
        };
        if (query.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        await meter.FlushAsync();
        return Page.Rows(log.List(filter, limit + 1), limit, c => c.RequestId.ToString(), CallWriter.Write);
    }

    public async ValueTask<Answer> Get(ManageRequest request, Tenant tenant)
    {
        if (!Id<RequestKind>.TryParse(request.Part("id"), out var id))
        {
            return Answer.NotFound;
        }

        await meter.FlushAsync();
        return log.List(new CallFilter { Workspace = tenant.Workspace.Id, RequestId = id }, 1) is [var call]
            ? Answer.Ok(json => CallWriter.WriteWhole(json, call, adjustments.Of(tenant.Workspace.Id, id)))
            : Answer.NotFound;
    }

    // By id or slug.
    private static Id<ProjectKind>? Project(QueryFields query, Tenant tenant)
    {
        if (query.Text("project") is not { } text)
        {
            return null;
        }

        foreach (var (id, entry) in tenant.Projects)
        {
            if (entry.Project.Slug == text || id.ToString() == text)
            {
                return id;
            }
        }

        query.Fail("project", "names no project of this workspace");
        return null;
    }
}
