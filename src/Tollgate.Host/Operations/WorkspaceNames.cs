using Tollgate.Metering.Customers;

namespace Tollgate.Host.Operations;

/// <summary>Finds workspaces for people at the terminal, who know names rather than ids.</summary>
internal static class WorkspaceNames
{
    /// <summary>The workspace of that id or name; null and why not. No text means the only workspace there is.</summary>
    public static Tenant? Find(CustomerDirectory customers, string? text, out string why)
    {
        var named = customers.Tenants
            .Where(t => text is null || t.Workspace.Name == text || t.Workspace.Id.ToString() == text).ToList();
        why = (text, named.Count) switch
        {
            (null, 0) => "There is no workspace yet: the first 'tollgate serve' makes one.",
            (null, _) => $"There are {named.Count} workspaces: name one with --workspace.",
            (_, 0) => $"There is no workspace '{text}'. Try: --workspace default",
            _ => $"{named.Count} workspaces have the name '{text}': take the id.",
        };
        return named is [var tenant] ? tenant : null;
    }
}
