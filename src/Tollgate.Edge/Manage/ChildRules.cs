using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>What a run key may be: it cannot outspend, outlive or outrank the key that made it. What its parent loses later counts at each
/// request; these rules only keep nonsense from being made.</summary>
internal sealed class ChildRules(CallServices calls)
{
    /// <summary>The longest life there is.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(31);

    /// <summary>Refuses the body for each field that it names and that would make of the child what it must not be.</summary>
    /// <param name="body">The fields as they came.</param>
    /// <param name="child">The child as it would be.</param>
    /// <param name="parent">The key that made it.</param>
    public void Check(Fields body, ApiKey child, TenantKey parent)
    {
        if (body.IsNamed("budget_usd"))
        {
            CheckBudget(body, child, parent.Key);
        }

        if (body.IsNamed("expires_at"))
        {
            CheckEnd(body, child);
        }

        CheckLatest(body, child, parent.Key);
        if (body.IsNamed("scopes"))
        {
            CheckScopes(body, child, parent);
        }

        if (body.IsNamed("models"))
        {
            CheckModels(body, child, parent);
        }
    }

    private static void CheckBudget(Fields body, ApiKey child, ApiKey parent)
    {
        if (child.Budget is not { } budget)
        {
            body.Fail("budget_usd", "must not be null: a run key has a cap of its own");
        }
        else if (parent.Budget is { } own && budget.Value > own.Value)
        {
            body.Fail("budget_usd", $"is above the budget of the key that makes it ({own} USD)");
        }
    }

    private static void CheckEnd(Fields body, ApiKey child)
    {
        if (child.ExpiresAt is null)
        {
            body.Fail("expires_at", "must not be null: a run key has an end");
        }
        else if (child.LifeEnd is { } made && child.ExpiresAt > made)
        {
            body.Fail("expires_at", "is later than the end that the key was made with: a run key's end can only be brought forward");
        }
    }

    private static void CheckLatest(Fields body, ApiKey child, ApiKey parent)
    {
        var named = body.IsNamed("expires_at") ? "expires_at" : body.IsNamed("expires_in_seconds") ? "expires_in_seconds" : null;
        if (named is not null && child.ExpiresAt > parent.ExpiresAt)
        {
            body.Fail(named, "is later than the expiry of the key that makes it");
        }
    }

    private static void CheckScopes(Fields body, ApiKey child, TenantKey parent)
    {
        var beyond = child.Scopes & ~(parent.Scopes & ~KeyScopes.Mint);
        if (beyond == KeyScopes.None)
        {
            return;
        }

        var names = string.Join(", ", WireText.Scopes.Where(s => beyond.HasFlag(s.Value)).Select(s => s.Name));
        body.Fail("scopes", beyond.HasFlag(KeyScopes.Mint)
            ? "may not hold mint: a run key makes no keys"
            : $"may not hold {names}: the key that makes it has not");
    }

    private void CheckModels(Fields body, ApiKey child, TenantKey parent)
    {
        foreach (var name in child.Models ?? [])
        {
            var found = calls.Models.Find(parent.Tenant, name, null, calls.Time.GetUtcNow().ToUnixTimeMilliseconds(), out _);
            if (!AllowedModels.Allows(parent, name, found?.Provider ?? "", found?.Model ?? name))
            {
                body.Fail("models", $"may not hold {name}: the key that makes it may not call it");
            }
        }
    }
}
