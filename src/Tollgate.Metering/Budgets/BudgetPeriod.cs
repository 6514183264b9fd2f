namespace Tollgate.Metering.Budgets;

/// <summary>How long a budget window is.</summary>
public enum BudgetPeriod : byte
{
    Month = 1,
    Day = 2,
}

/// <summary>Where a budget stands.</summary>
public enum BudgetScope : byte
{
    Key = 1,
    Project = 2,
    Workspace = 3,
}
