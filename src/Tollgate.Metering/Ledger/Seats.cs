using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Ledger;

/// <summary>The accounts that calls of one key are held on, and those that their transfers post to besides. One object serves call after call,
/// until a window ends or the key is used in another way.</summary>
internal sealed class Seats(Seat key, Seat? parent, Seat? project, Seat workspace)
{
    private readonly Seat[] _seats = [key, .. Some(parent), .. Some(project), workspace];

    /// <summary>The book's window.</summary>
    public required BudgetWindow Window { get; init; }

    /// <summary>Who will be owed.</summary>
    public required string Provider { get; init; }

    /// <summary>All accounts of the transfers.</summary>
    public required TransferAccounts Accounts { get; init; }

    public Account? Parent { get; } = parent?.Account;

    public Account? Project { get; } = project?.Account;

    public Account Workspace { get; } = workspace.Account;

    /// <summary>The budgets in the order in which they refuse: key, its parent, project, workspace.</summary>
    public ReadOnlySpan<Seat> All => _seats;

    private static Seat[] Some(Seat? seat) => seat is { } some ? [some] : [];
}
