using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/keys</c>. A key's secret is in the answer that made it and nowhere else.</summary>
internal sealed class Keys(CustomerDirectory customers, ChildRules rules)
{
    private const long LongestOverlapSeconds = 30 * 24 * 3600;

    public Answer Create(ManageRequest request, Tenant tenant)
    {
        var mode = request.Body.Word("mode", WireText.Modes, KeyMode.Live).Or(KeyMode.Live);
        var change = Read(request.Body, tenant, required: true);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var issued = customers.Create(tenant, change(new ApiKey
        {
            Id = default,
            Workspace = tenant.Workspace.Id,
            Name = "",
            PublicId = "",
            SecretHash = [],
            Mode = mode,
            CreatedAt = default,
        }));
        return Answer.Created(json => KeyWriter.Write(json, issued.Key.Key, issued.Secret));
    }

    public static Answer List(ManageRequest request, Tenant tenant) =>
        Page.Of(request, tenant.Keys.Values, k => k.Key.Id.ToString(), (json, k) => KeyWriter.Write(json, k.Key, null));

    public static Answer Get(ManageRequest request, Tenant tenant) =>
        request.Key(tenant) is { } key ? Answer.Ok(json => KeyWriter.Write(json, key.Key, null)) : Answer.NotFound;

    public Answer Change(ManageRequest request, Tenant tenant)
    {
        if (request.Key(tenant) is not { } key)
        {
            return Answer.NotFound;
        }

        if (request.Body.IsNamed("mode"))
        {
            request.Body.Fail("mode", "can never be changed: make another key");
        }

        var change = Read(request.Body, tenant, required: false);
        if (key.Parent is { } parent)
        {
            if (request.Body.IsNamed("project_id"))
            {
                request.Body.Fail("project_id", "can never be changed on a run key: it is that of the key that made it");
            }

            rules.Check(request.Body, change(key.Key), parent);
        }

        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var changed = customers.Change(key, change);
        return Answer.Ok(json => KeyWriter.Write(json, changed, null));
    }

    public Answer Revoke(ManageRequest request, Tenant tenant)
    {
        if (request.Key(tenant) is not { } key)
        {
            return Answer.NotFound;
        }

        _ = customers.Revoke(key);
        return Answer.None;
    }

    public Answer Rotate(ManageRequest request, Tenant tenant)
    {
        if (request.Key(tenant) is not { } key)
        {
            return Answer.NotFound;
        }

        var overlap = request.Body.Whole("overlap_seconds", 0, LongestOverlapSeconds);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        if (key.Key.RevokedAt is not null)
        {
            return Answer.Invalid(null, "The key is revoked: make another one.");
        }

        if (key.Parent is not null)
        {
            return Answer.Invalid(null, "A run key gets no second secret: end it and make another one.");
        }

        var issued = customers.Rotate(key, TimeSpan.FromSeconds(overlap.Value ?? 0));
        return Answer.Ok(json => KeyWriter.Write(json, issued.Key.Key, issued.Secret));
    }

    private static Func<ApiKey, ApiKey> Read(Fields body, Tenant tenant, bool required)
    {
        var name = body.Text("name", 200, required);
        var projectText = body.TextOrNull("project_id", 64);
        var budget = body.Usd("budget_usd");
        var expires = body.Time("expires_at");
        var tag = body.TextOrNull("workflow_tag", 128);
        var models = body.Texts("models", 200, 200);
        var scopeNames = body.Texts("scopes", WireText.Scopes.Count, 32);
        var scopes = KeyFields.Scopes(body, scopeNames.Value);
        Id<ProjectKind>? project = null;
        if (projectText.Value is { } text)
        {
            var known = Id<ProjectKind>.TryParse(text, out var id) && tenant.Projects.TryGetValue(id, out var entry)
                && entry.Project.ArchivedAt is null;
            project = known ? id : null;
            if (!known)
            {
                body.Fail("project_id", "names no project of this workspace that is in use");
            }
        }

        if (budget.Value is not null && !tenant.Workspace.Plan.KeyBudgets)
        {
            body.Fail("budget_usd", $"cannot be set: the plan {tenant.Workspace.Plan.Name} has no key budgets");
        }

        return key => key with
        {
            Name = name.Or(key.Name),
            Project = projectText.Named ? project : key.Project,
            Budget = budget.Or(key.Budget),
            ExpiresAt = expires.Or(key.ExpiresAt),
            WorkflowTag = tag.Or(key.WorkflowTag),
            Models = models.Or(key.Models),
            Scopes = scopeNames.Named ? scopes : key.Scopes,
        };
    }
}
