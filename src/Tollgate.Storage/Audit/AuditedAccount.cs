using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Audit;

/// <summary>An account as the store has it, beside the sums that its transfers and holds come to.</summary>
internal sealed class AuditedAccount(AccountIdentity identity, AccountBalance stored)
{
    public AccountIdentity Identity { get; } = identity;

    public AccountBalance Stored { get; } = stored;

    public Int128 Posted { get; set; }

    public Int128 Suspense { get; set; }

    public Int128 Held { get; set; }

    /// <summary>True for the accounts that budgets look at; the others are their other side.</summary>
    public bool IsBudget => Identity.Scope is AccountScope.Key or AccountScope.Project or AccountScope.Workspace;

    /// <summary>Names the account in a finding.</summary>
    public override string ToString()
    {
        var owner = Identity.Scope switch
        {
            AccountScope.Key => new Id<KeyKind>(Identity.Owner).ToString(),
            AccountScope.Project => new Id<ProjectKind>(Identity.Owner).ToString(),
            AccountScope.Provider => $"{Identity.Name} for {Identity.Workspace}",
            _ => Identity.Workspace.ToString(),
        };
        return $"account {Stored.Ordinal} ({Identity.Scope} {owner}, {Identity.Mode}, window from {Identity.Window.StartMs})";
    }
}
