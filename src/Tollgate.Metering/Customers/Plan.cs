namespace Tollgate.Metering.Customers;

/// <summary>What a plan allows; numbers from the contract.</summary>
/// <param name="Name">As in the API.</param>
/// <param name="RequestsPerMinute">Rate limit of each workspace on it.</param>
/// <param name="RequestsPerMonth">Quota that warns; null when there is none.</param>
/// <param name="ProjectBudgets">Whether project budgets may be set.</param>
/// <param name="KeyBudgets">Whether key budgets may be set.</param>
/// <param name="OwnRateLimit">Whether the workspace may set its own rate limit.</param>
public sealed record Plan(
    string Name, int RequestsPerMinute, long? RequestsPerMonth, bool ProjectBudgets, bool KeyBudgets, bool OwnRateLimit)
{
    public static Plan Starter { get; } = new("starter", 30, 10_000, false, false, false);

    public static Plan Pro { get; } = new("pro", 120, 50_000, true, true, false);

    public static Plan Agency { get; } = new("agency", 300, 1_000_000, true, true, false);

    public static Plan SelfHosted { get; } = new("self_hosted", 60_000, null, true, true, true);

    public static IReadOnlyList<Plan> All { get; } = [Starter, Pro, Agency, SelfHosted];

    /// <summary>The plan of that name, or null.</summary>
    public static Plan? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
