using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Calls.Policies;

/// <summary>A policy laid out for comparing.</summary>
internal readonly struct PolicyRule
{
    private const int EveryDay = 0b111_1111;

    // One bit a condition.
    private readonly int _named;
    private readonly Id<KeyKind> _key;
    private readonly Id<ProjectKind> _project;
    private readonly PolicyMatch _match;
    private readonly string _id;
    private readonly ModelGlob _model;
    private readonly long _minPromptTokens;
    private readonly int _days;
    private readonly long _sumOfWeights;

    public PolicyRule(RoutingPolicy policy)
    {
        Policy = policy;
        _id = policy.Id.ToString();
        var match = _match = policy.Match;
        _key = match.Key ?? default;
        _project = match.Project ?? default;
        _minPromptTokens = match.MinPromptTokens ?? 0;
        _model = match.Model is { } pattern ? new ModelGlob(pattern) : default;
        _days = match.Hours?.Days is { } days ? days.Aggregate(0, (mask, day) => mask | (1 << (day - 1))) : EveryDay;
        _sumOfWeights = policy.Action.Weighted?.Sum(w => (long)w.Weight) ?? 0;
        _named = Bit(PolicyCondition.Key, match.Key) | Bit(PolicyCondition.Project, match.Project)
            | Bit(PolicyCondition.Provider, match.Provider) | Bit(PolicyCondition.WorkflowTag, match.WorkflowTag)
            | Bit(PolicyCondition.Step, match.Step) | Bit(PolicyCondition.Model, match.Model)
            | Bit(PolicyCondition.Hours, match.Hours) | Bit(PolicyCondition.BudgetUsedPct, match.BudgetUsedPct);
    }

    public RoutingPolicy Policy { get; }

    /// <summary>The first condition that does not hold; none when the policy meets the call.</summary>
    public PolicyCondition Missed(ref PolicyView call)
    {
        if (Names(PolicyCondition.Key) && _key != call.Key && _key != call.Parent)
        {
            return PolicyCondition.Key;
        }

        if (Names(PolicyCondition.Project) && _project != call.Project)
        {
            return PolicyCondition.Project;
        }

        if (Names(PolicyCondition.Provider) && _match.Provider != call.Facts.Model.Provider)
        {
            return PolicyCondition.Provider;
        }

        if (_minPromptTokens > call.Facts.PromptTokens)
        {
            return PolicyCondition.MinPromptTokens;
        }

        if (Names(PolicyCondition.WorkflowTag) && _match.WorkflowTag != call.Facts.WorkflowTag)
        {
            return PolicyCondition.WorkflowTag;
        }

        if (Names(PolicyCondition.Step) && _match.Step != call.Facts.Step)
        {
            return PolicyCondition.Step;
        }

        if (Names(PolicyCondition.Model) && !call.Fits(_model))
        {
            return PolicyCondition.Model;
        }

        return MissedLate(ref call);
    }

    /// <summary>What it says of a call that it meets.</summary>
    public PolicyDecision Decide(uint draw)
    {
        var action = Policy.Action;
        if (action.Weighted is not { } split)
        {
            return new PolicyDecision(Policy, _id, action.RewriteModel);
        }

        var left = (long)(((UInt128)draw * (ulong)_sumOfWeights) >> 32);
        var at = 0;
        while (left >= split[at].Weight)
        {
            left -= split[at++].Weight;
        }

        return new PolicyDecision(Policy, _id, split[at].Model);
    }

    // Clock and books.
    private PolicyCondition MissedLate(ref PolicyView call)
    {
        if (Names(PolicyCondition.Hours) && !call.IsIn(_match.Hours!, _days))
        {
            return PolicyCondition.Hours;
        }

        return Names(PolicyCondition.BudgetUsedPct) && call.BudgetUsedPct() < _match.BudgetUsedPct
            ? PolicyCondition.BudgetUsedPct
            : PolicyCondition.None;
    }

    private static int Bit<T>(PolicyCondition condition, T named) => named is null ? 0 : 1 << (int)condition;

    private bool Names(PolicyCondition condition) => (_named & (1 << (int)condition)) != 0;
}
