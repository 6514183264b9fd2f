using System.Globalization;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Policies;

/// <summary>Says what a policy wants and what the call has.</summary>
internal static class PolicyWords
{
    private const int MinutesOfDay = 24 * 60;

    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static PolicyVerdict Verdict(RoutingPolicy policy, PolicyCondition missed, ref PolicyView call)
    {
        if (missed == PolicyCondition.Enabled)
        {
            return new PolicyVerdict(policy, Met: false, [new ConditionFound("enabled", "true", "false")]);
        }

        var found = new List<ConditionFound>();
        foreach (var condition in Named(policy.Match))
        {
            if (missed == PolicyCondition.None || condition == missed)
            {
                found.Add(Found(policy.Match, condition, ref call));
            }
        }

        return new PolicyVerdict(policy, missed == PolicyCondition.None, found);
    }

    private static IEnumerable<PolicyCondition> Named(PolicyMatch match)
    {
        (PolicyCondition Condition, bool IsNamed)[] all =
        [
            (PolicyCondition.Key, match.Key is not null),
            (PolicyCondition.Project, match.Project is not null),
            (PolicyCondition.Provider, match.Provider is not null),
            (PolicyCondition.MinPromptTokens, match.MinPromptTokens is not null),
            (PolicyCondition.WorkflowTag, match.WorkflowTag is not null),
            (PolicyCondition.Step, match.Step is not null),
            (PolicyCondition.Model, match.Model is not null),
            (PolicyCondition.Hours, match.Hours is not null),
            (PolicyCondition.BudgetUsedPct, match.BudgetUsedPct is not null),
        ];
        return all.Where(c => c.IsNamed).Select(c => c.Condition);
    }

    private static ConditionFound Found(PolicyMatch match, PolicyCondition condition, ref PolicyView call)
    {
        var facts = call.Facts;
        var tenant = facts.Key.Tenant;
        return condition switch
        {
            PolicyCondition.Key => new("key", Shown(tenant.Keys.GetValueOrDefault(match.Key!.Value), match.Key.Value.ToString()), Shown(facts.Key, "")),
            PolicyCondition.Project => new("project", tenant.Projects.GetValueOrDefault(match.Project!.Value)?.Project.Slug ?? match.Project.Value.ToString(), facts.Project?.Project.Slug),
            PolicyCondition.Provider => new("provider", match.Provider!, facts.Model.Provider),
            PolicyCondition.MinPromptTokens => new("min_prompt_tokens", Text(match.MinPromptTokens!.Value), Text(facts.PromptTokens)),
            PolicyCondition.WorkflowTag => new("workflow_tag", match.WorkflowTag!, facts.WorkflowTag),
            PolicyCondition.Step => new("step", match.Step!, facts.Step),
            PolicyCondition.Model => new("model", match.Model!, facts.Asked == facts.Model.FullName ? facts.Asked : $"{facts.Asked} ({facts.Model.FullName})"),
            PolicyCondition.Hours => new("hours", Shown(match.Hours!), Now(ref call)),
            _ => new("budget_used_pct", Text(match.BudgetUsedPct!.Value), Text(call.BudgetUsedPct())),
        };
    }

    // A key that nobody made stands for one in a trial without a key.
    private static string Shown(TenantKey? key, string otherwise) =>
        key is null ? otherwise : key.Key.Id == default ? "no key" : $"{key.Key.Name} ({key.Key.Id})";

    private static string Shown(PolicyHours hours)
    {
        var days = hours.Days is { } named ? string.Join(',', named.Select(d => Days[d - 1])) + " " : "";
        return $"{days}{Clock(hours.FromMinute)}-{Clock(hours.ToMinute)}";
    }

    private static string Now(ref PolicyView call)
    {
        var (day, minute) = call.Local();
        return $"{Days[day]} {Clock(minute)} ({call.Facts.Key.Tenant.Book.Zone.Id})";
    }

    private static string Clock(int minute) => $"{Math.Min(minute, MinutesOfDay) / 60:00}:{minute % 60:00}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
