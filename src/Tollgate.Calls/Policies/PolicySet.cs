using System.Runtime.CompilerServices;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Policies;

/// <summary>A workspace's policies laid out once for each list of them, in their order. The first that is switched on and whose conditions all
/// hold decides. Nothing is allocated on a call's way.</summary>
internal sealed class PolicySet
{
    private static readonly PolicySet Empty = new([]);

    // By reference: a list that is put again is another object, and the old one's set goes with it.
    private static readonly ConditionalWeakTable<IReadOnlyList<RoutingPolicy>, PolicySet> Compiled = [];

    private readonly IReadOnlyList<RoutingPolicy> _all;
    private readonly PolicyRule[] _rules;

    private PolicySet(IReadOnlyList<RoutingPolicy> policies)
    {
        _all = policies;
        _rules = [.. policies.Where(p => p.Enabled).Select(p => new PolicyRule(p))];
    }

    /// <summary>The set in force for a workspace.</summary>
    public static PolicySet Of(Tenant tenant)
    {
        var policies = tenant.Policies;
        if (policies.Count == 0)
        {
            return Empty;
        }

        return Compiled.TryGetValue(policies, out var set) ? set : Compiled.GetValue(policies, static list => new PolicySet(list));
    }

    /// <summary>True when no policy is switched on.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>What the policies say of a call.</summary>
    public PolicyDecision Decide(in PolicyFacts facts)
    {
        var call = new PolicyView(in facts);
        foreach (ref readonly var rule in _rules.AsSpan())
        {
            if (rule.Missed(ref call) == PolicyCondition.None)
            {
                return rule.Decide(facts.Draw);
            }
        }

        return default;
    }

    /// <summary>What becomes of each policy, those that are switched off among them, up to the one that decides.</summary>
    public IReadOnlyList<PolicyVerdict> Explain(in PolicyFacts facts)
    {
        var call = new PolicyView(in facts);
        var verdicts = new List<PolicyVerdict>();
        foreach (var policy in _all)
        {
            var missed = policy.Enabled ? new PolicyRule(policy).Missed(ref call) : PolicyCondition.Enabled;
            verdicts.Add(PolicyWords.Verdict(policy, missed, ref call));
            if (missed == PolicyCondition.None)
            {
                break;
            }
        }

        return verdicts;
    }
}
