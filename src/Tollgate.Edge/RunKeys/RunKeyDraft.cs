using Tollgate.Calls.Errors;
using Tollgate.Edge.Manage;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.RunKeys;

/// <summary>Reads what run key is asked for.</summary>
internal static class RunKeyDraft
{
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);

    /// <summary>The key as it would be made, or a refusal that names the field at fault.</summary>
    public static ApiKey Read(Fields body, TenantKey parent, ChildRules rules, DateTimeOffset now, out Refusal? refusal)
    {
        var name = body.Text("name", 200);
        var budget = body.Usd("budget_usd");
        var tag = body.TextOrNull("workflow_tag", 128);
        var models = body.Texts("models", 200, 200);
        var scopeNames = body.Texts("scopes", 16, 32);
        var scopes = KeyFields.Scopes(body, scopeNames.Value);
        if (!budget.Named)
        {
            body.Fail("budget_usd", "is missing: a run key has a cap of its own");
        }
        else if (!parent.Tenant.Workspace.Plan.KeyBudgets)
        {
            body.Fail("budget_usd", $"cannot be set: the plan {parent.Tenant.Workspace.Plan.Name} has no key budgets");
        }

        var draft = new ApiKey
        {
            Id = default,
            Workspace = parent.Key.Workspace,
            Name = name.Or("run"),
            PublicId = "",
            SecretHash = [],
            Mode = parent.Key.Mode,
            Budget = budget.Value,
            ExpiresAt = End(body, parent.Key, now),
            WorkflowTag = tag.Named ? tag.Value : parent.Key.WorkflowTag,
            Models = models.Value,
            Scopes = scopeNames.Value is null ? parent.Scopes & KeyScopes.Default : scopes,
            CreatedAt = default,
        };
        rules.Check(body, draft, parent);
        refusal = body.End();
        return draft;
    }

    private static DateTimeOffset End(Fields body, ApiKey parent, DateTimeOffset now)
    {
        var longest = now + ChildRules.LongestLife;
        var seconds = body.Whole("expires_in_seconds", 1, (long)ChildRules.LongestLife.TotalSeconds);
        var moment = body.Time("expires_at");
        if (moment.Value is { } end)
        {
            if (seconds.Value is not null)
            {
                body.Fail("expires_at", "cannot stand beside expires_in_seconds");
            }
            else if (end <= now || end > longest)
            {
                body.Fail("expires_at", "must lie ahead, by at most 31 days");
            }

            return end;
        }

        // By default the shorter of an hour and what its parent has left.
        return seconds.Value is { } life ? now + TimeSpan.FromSeconds(life)
            : parent.ExpiresAt is { } last && last < now + UsualLife ? last
            : now + UsualLife;
    }
}
