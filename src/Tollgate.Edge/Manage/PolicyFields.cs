using System.Globalization;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>Reads policies out of a body, every field checked; what is wrong is named by its path, such as <c>policies[3].match.hours.from</c>.</summary>
internal sealed class PolicyFields(Tenant tenant, ModelResolver models)
{
    public const int LongestModel = 256;
    public const int LongestTag = 512;
    public const long MostTokens = 1_000_000_000;

    private const int MostPolicies = 2_000;
    private const int MostFallbacks = 8;
    private const int MostWeighted = 16;
    private const int HighestWeight = 1_000_000;
    private const int LongestName = 200;
    private const int LongestProvider = 40;
    private const int MinutesOfDay = 24 * 60;

    private static readonly string[] Kinds =
        ["allow", "block", "rewrite_model", "force_provider", "weighted", "cap_max_tokens", "fallback"];

    private static readonly string[] BesideFallback = ["rewrite_model", "weighted", "cap_max_tokens"];

    private readonly PolicyOwners _owners = new(tenant);
    private readonly HashSet<PolicyId> _ids = [];

    /// <summary>The whole list; meaningless unless the body ends without refusal.</summary>
    public IReadOnlyList<RoutingPolicy> Read(Fields body)
    {
        var list = body.Objects("policies", MostPolicies, least: 0);
        if (list.Value is null)
        {
            body.Fail("policies", "is missing");
            return [];
        }

        return [.. list.Value.Select(Policy)];
    }

    private RoutingPolicy Policy(Fields fields)
    {
        var policy = new RoutingPolicy
        {
            Id = Id(fields),
            Name = fields.Text("name", LongestName, required: true).Value,
            Enabled = fields.Flag("enabled", whenNull: true).Or(true),
            Match = Within(fields, "match") is { } match ? Match(match) : new PolicyMatch(),
            Action = Within(fields, "action") is { } action ? Action(fields, action) : new PolicyAction(),
        };
        _ = fields.End();
        return policy;
    }

    private static Fields? Within(Fields fields, string name)
    {
        var within = fields.Object(name);
        if (within.Value is null)
        {
            fields.Fail(name, within.Named ? "must be an object" : "is missing");
        }

        return within.Value;
    }

    private PolicyId Id(Fields fields)
    {
        if (fields.TextOrNull("id", PolicyId.MaxLength).Value is not { } text)
        {
            return default;
        }

        if (!PolicyId.TryParse(text, out var id))
        {
            fields.Fail("id", "must be letters, digits, dots, hyphens and underscores, or be left out for a new policy");
        }
        else if (!_ids.Add(id))
        {
            fields.Fail("id", "stands at another policy of the list too");
        }

        return id;
    }

    private PolicyMatch Match(Fields fields)
    {
        var projectText = fields.TextOrNull("project", 64).Value;
        var keyText = fields.TextOrNull("key", LongestName).Value;
        var project = projectText is null ? null : _owners.Project(projectText);
        if (projectText is not null && project is null)
        {
            fields.Fail("project", "names no project of this workspace");
        }

        var match = new PolicyMatch
        {
            Model = fields.TextOrNull("model", LongestModel).Value,
            Project = project?.Project.Id,
            ProjectBySlug = projectText is not null && !Id<ProjectKind>.TryParse(projectText, out _),
            Key = keyText is null ? null : Key(fields, keyText),
            KeyByName = keyText is not null && !Id<KeyKind>.TryParse(keyText, out _),
            WorkflowTag = fields.TextOrNull("workflow_tag", LongestTag).Value,
            Step = fields.TextOrNull("step", LongestTag).Value,
            Provider = fields.TextOrNull("provider", LongestProvider).Value,
            MinPromptTokens = fields.Whole("min_prompt_tokens", 0, MostTokens).Value,
            BudgetUsedPct = (int?)fields.Whole("budget_used_pct", 0, 100).Value,
            Hours = fields.Object("hours").Value is { } hours ? Hours(hours) : null,
        };
        _ = fields.End();
        return match;
    }

    private Id<KeyKind>? Key(Fields fields, string text)
    {
        if (_owners.Key(text, out var why) is { } key)
        {
            return key.Key.Id;
        }

        if (_owners.IsNamedInForce(text))
        {
            return Id<KeyKind>.TryParse(text, out var id) ? id : null;
        }

        fields.Fail("key", why);
        return null;
    }

    private static PolicyHours Hours(Fields fields)
    {
        var days = fields.Wholes("days", 7, 1, 7);
        var from = Clock(fields, "from", MinutesOfDay - 1);
        var to = Clock(fields, "to", MinutesOfDay);
        if (days.Value is null && from is null && to is null)
        {
            fields.Fail("from", "is missing: hours name days, or from and to");
        }

        if (from is not null && from == to)
        {
            fields.Fail("to", "must not be the same as from: leave both out for whole days");
        }

        _ = fields.End();
        return new PolicyHours(days.Value is { } named ? [.. named.Select(d => (int)d).Order()] : null, from ?? 0, to ?? MinutesOfDay);
    }

    // "22:00" as minutes.
    private static int? Clock(Fields fields, string name, int most)
    {
        if (fields.TextOrNull(name, 5).Value is not { } text)
        {
            return null;
        }

        var isClock = text is [_, _, ':', _, _]
            && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && minutes < 60 && (hours * 60) + minutes <= most;
        if (!isClock)
        {
            fields.Fail(name, $"must be a time such as 22:00, at most {most / 60:00}:{most % 60:00}");
            return null;
        }

        return (int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture);
    }

    private PolicyAction Action(Fields policy, Fields fields)
    {
        var kinds = Kinds.Where(fields.IsNamed).ToList();
        var standsAlone = kinds.Count == 1;
        var besideFallback = kinds.Contains("fallback") && kinds.All(k => k == "fallback" || BesideFallback.Contains(k))
            && !(kinds.Contains("rewrite_model") && kinds.Contains("weighted"));
        var force = Force(fields);
        MustBeTrue(fields, "allow");
        var action = new PolicyAction
        {
            Block = MustBeTrue(fields, "block"),
            RewriteModel = Given(fields, "rewrite_model", LongestModel),
            ForceProvider = force,
            Fallback = fields.Texts("fallback", MostFallbacks, LongestModel).Value,
            Weighted = Weighted(fields),
            CapMaxTokens = fields.Whole("cap_max_tokens", 1, MostTokens).Value,
        };
        NoNull(fields, "fallback", action.Fallback);
        NoNull(fields, "cap_max_tokens", action.CapMaxTokens);
        _ = fields.End();
        if (!standsAlone && !besideFallback)
        {
            policy.Fail("action", kinds.Count == 0
                ? $"must name one of {string.Join(", ", Kinds)}"
                : $"cannot hold {string.Join(" and ", kinds)}: one of them alone; beside fallback may stand cap_max_tokens and one of rewrite_model and weighted");
        }

        return action;
    }

    private string? Force(Fields fields)
    {
        var provider = Given(fields, "force_provider", LongestProvider);
        if (provider is not null && !models.KnowsProvider(tenant, provider))
        {
            fields.Fail("force_provider", "names no provider that the catalog or this workspace knows");
        }

        return provider;
    }

    private static List<WeightedModel>? Weighted(Fields fields)
    {
        var list = fields.Objects("weighted", MostWeighted);
        NoNull(fields, "weighted", list.Value);
        var split = list.Value?.Select(share =>
        {
            var model = share.Text("model", LongestModel, required: true).Value;
            var weight = share.Whole("weight", 1, HighestWeight);
            NoNull(share, "weight", weight.Value, required: true);
            _ = share.End();
            return new WeightedModel(model, (int)(weight.Value ?? 1));
        });
        return split?.ToList();
    }

    private static string? Given(Fields fields, string name, int most)
    {
        var text = fields.Text(name, most);
        return text.Named ? text.Value : null;
    }

    private static bool MustBeTrue(Fields fields, string name)
    {
        var flag = fields.Flag(name);
        if (flag is { Named: true, Value: false })
        {
            fields.Fail(name, "must be true, or be left out");
        }

        return flag.Value;
    }

    private static void NoNull<T>(Fields fields, string name, T? value, bool required = false)
    {
        if (value is null && (required || fields.IsNamed(name)))
        {
            fields.Fail(name, fields.IsNamed(name) ? "must not be null" : "is missing");
        }
    }
}
