using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>What an account counts.</summary>
public enum AccountScope : byte
{
    /// <summary>Spend of one key in one window.</summary>
    Key = 1,

    /// <summary>Spend of one project in one window.</summary>
    Project = 2,

    /// <summary>Spend of one workspace in one window.</summary>
    Workspace = 3,

    /// <summary>What is owed to a provider: the other side of workspace postings. Its balance is negative.</summary>
    Provider = 4,

    /// <summary>Other side of all key postings of a workspace in a window.</summary>
    KeyControl = 5,

    /// <summary>Other side of all project postings of a workspace in a window.</summary>
    ProjectControl = 6,

    /// <summary>What a provider charged beyond the bound and no budget had room for.</summary>
    Variance = 7,
}

/// <summary>Names an account forever. The window is part of it: a hold settles in the window it was taken in.</summary>
/// <param name="Scope">What it counts.</param>
/// <param name="Workspace">Whose it is.</param>
/// <param name="Owner">Value of the key's, project's or workspace's id; zero for the other scopes.</param>
/// <param name="Name">The provider's name for <see cref="AccountScope.Provider"/>, else empty.</param>
/// <param name="Mode">Test keys have accounts of their own.</param>
/// <param name="Window">The budget window.</param>
public sealed record AccountIdentity(
    AccountScope Scope, Id<WorkspaceKind> Workspace, UInt128 Owner, string Name, KeyMode Mode, BudgetWindow Window);
