using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Host.Operations;

/// <summary>Makes gateway keys for people at the terminal, who know names rather than ids.</summary>
internal static class KeyMaker
{
    public static ControlReply Create(CustomerDirectory customers, ControlRequest request)
    {
        if (WorkspaceNames.Find(customers, request.Workspace, out var why) is not { } tenant)
        {
            return Refuse(why);
        }

        TenantProject? project = null;
        if (request.Project is { } wanted)
        {
            project = tenant.Projects.Values.FirstOrDefault(p => p.Project.Slug == wanted || p.Project.Id.ToString() == wanted);
            if (project is null || project.Project.ArchivedAt is not null)
            {
                return Refuse($"The workspace has no project '{wanted}'.");
            }
        }

        if (request.BudgetNanoUsd is not null && !tenant.Workspace.Plan.KeyBudgets)
        {
            return Refuse($"The plan {tenant.Workspace.Plan.Name} has no budgets of single keys.");
        }

        var mode = request.Test ? KeyMode.Test : KeyMode.Live;
        return new ControlReply { Secret = Issue(customers, tenant, project, "made at the command line", mode, request.BudgetNanoUsd) };
    }

    /// <summary>Makes a key; the secret.</summary>
    public static string Issue(
        CustomerDirectory customers, Tenant tenant, TenantProject? project, string name, KeyMode mode, long? budgetNanoUsd) =>
        customers.Create(tenant, new ApiKey
        {
            Id = default,
            Workspace = tenant.Workspace.Id,
            Project = project?.Project.Id,
            Name = name,
            PublicId = "",
            SecretHash = [],
            Mode = mode,
            Budget = budgetNanoUsd is { } budget ? new NanoUsd(budget) : null,
            CreatedAt = default,
        }).Secret;

    private static ControlReply Refuse(string why) => new() { Error = why };
}
