namespace Tollgate.Metering.Budgets;

/// <summary>How long a budget window is.</summary>
public enum BudgetPeriod : byte
{
    Month = 1,
    Day = 2,
}
