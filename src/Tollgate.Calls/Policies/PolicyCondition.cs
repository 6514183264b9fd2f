namespace Tollgate.Calls.Policies;

/// <summary>The conditions of a policy in the order in which they are looked at: cheap ones first.</summary>
internal enum PolicyCondition
{
    /// <summary>All hold.</summary>
    None,
    Enabled,
    Key,
    Project,
    Provider,
    MinPromptTokens,
    WorkflowTag,
    Step,
    Model,
    Hours,
    BudgetUsedPct,
}
