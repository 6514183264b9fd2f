using System.Text.Json;
using Tollgate.Edge.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/keys</c>. A key's secret is in the answer that made it and nowhere else.</summary>
internal sealed class Keys(CustomerDirectory customers)
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
        return Answer.Created(json => Write(json, issued.Key.Key, issued.Secret));
    }

    public static Answer List(ManageRequest request, Tenant tenant) =>
        Page.Of(request, tenant.Keys.Values, k => k.Key.Id.ToString(), (json, k) => Write(json, k.Key, null));

    public static Answer Get(ManageRequest request, Tenant tenant) =>
        request.Key(tenant) is { } key ? Answer.Ok(json => Write(json, key.Key, null)) : Answer.NotFound;

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
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var changed = customers.Change(key, change);
        return Answer.Ok(json => Write(json, changed, null));
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

        var issued = customers.Rotate(key, TimeSpan.FromSeconds(overlap.Value ?? 0));
        return Answer.Ok(json => Write(json, issued.Key.Key, issued.Secret));
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
        var scopes = Scopes(body, scopeNames.Value);
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

    private static KeyScopes Scopes(Fields body, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return KeyScopes.Default;
        }

        var scopes = KeyScopes.None;
        foreach (var name in names)
        {
            var known = WireText.Scopes.FirstOrDefault(s => s.Name == name);
            if (known.Name is null)
            {
                body.Fail("scopes", $"may hold {string.Join(", ", WireText.Scopes.Select(s => s.Name))} only");
            }

            scopes |= known.Value;
        }

        return scopes;
    }

    private static void Write(Utf8JsonWriter json, ApiKey key, string? secret)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, key.Id.ToString());
        json.WriteString("name"u8, key.Name);
        json.WriteString("mode"u8, WireText.Name(WireText.Modes, key.Mode));
        if (secret is not null)
        {
            json.WriteString("secret"u8, secret);
        }

        json.WriteString("public_id"u8, key.PublicId);
        json.WriteString("project_id"u8, key.Project?.ToString());
        json.Usd("budget_usd", key.Budget);
        json.Time("expires_at", key.ExpiresAt);
        json.WriteString("workflow_tag"u8, key.WorkflowTag);
        json.Texts("models", key.Models);
        json.Texts("scopes", [.. WireText.Scopes.Where(s => key.Scopes.HasFlag(s.Value)).Select(s => s.Name)]);
        json.Time("old_secret_until", key.Retired?.Until);
        json.Time("revoked_at", key.RevokedAt);
        json.Time("created_at", key.CreatedAt);
        json.WriteEndObject();
    }
}
