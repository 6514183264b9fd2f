using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>Finds the accounts that a call touches, of the window in force, and opens those that are not there yet. Everything here is
/// called under the book's gate.</summary>
internal sealed class BookAccounts(AccountTable table)
{
    /// <summary>The account of the line's window in force.</summary>
    public Account Current(Book book, BudgetLine line)
    {
        if (line.Current is { } current && current.Identity.Window == book.WindowOf(line))
        {
            return current;
        }

        return line.Current = table.Claim(Identity(book, line), book.Gate, line.Limit == Slices.NoLimit ? Slices.NoLimit : 0);
    }

    /// <summary>Where the budget stands. Looking opens no account: keys that are made, looked at and ended leave nothing in the books.</summary>
    public BudgetStatus Status(Book book, BudgetLine line)
    {
        if (line.Current?.Identity.Window == book.WindowOf(line))
        {
            return Seat(book, line).Status;
        }

        var identity = Identity(book, line);
        return table.Waits(identity) ? Seat(book, line).Status : new Seat(new Account(0, identity, book.Gate), line.InForce).Status;
    }

    /// <summary>The budget's account with what limits it.</summary>
    public Seat Seat(Book book, BudgetLine line) => new(Current(book, line), line.InForce);

    /// <summary>The accounts to hold on: those of the key's last call where nothing has changed since.</summary>
    public Seats Seats(in HoldRequest request)
    {
        var book = request.Book;
        return request.Key.Seats is { } seats
            && seats.Window == book.Window
            && book.Line(request.Mode).Current == seats.Workspace
            && Is(request.Project, seats.Project)
            && Is(request.Parent, seats.Parent)
            && request.Provider == seats.Provider
            ? seats
            : request.Key.Seats = Find(in request);
    }

    private static AccountIdentity Identity(Book book, BudgetLine line) =>
        new(line.Scope, book.Workspace, line.Owner, "", line.Mode, book.WindowOf(line));

    private static bool Is(BudgetLine? line, Account? account) =>
        line is null ? account is null : account is not null && line.Current == account;

    private Seats Find(in HoldRequest request)
    {
        var book = request.Book;
        var (key, workspace) = (Seat(book, request.Key), Seat(book, book.Line(request.Mode)));
        Seat? parent = request.Parent is null ? null : Seat(book, request.Parent);
        Seat? project = request.Project is null ? null : Seat(book, request.Project);
        var accounts = new TransferAccounts(
            key.Account.Ordinal,
            project?.Account.Ordinal ?? 0,
            workspace.Account.Ordinal,
            Contra(book, AccountScope.Provider, request.Provider, request.Mode).Ordinal,
            Contra(book, AccountScope.KeyControl, "", request.Mode).Ordinal,
            project is null ? 0 : Contra(book, AccountScope.ProjectControl, "", request.Mode).Ordinal)
        {
            Parent = parent?.Account.Ordinal ?? 0,
        };
        return new Seats(key, parent, project, workspace) { Window = book.Window, Provider = request.Provider, Accounts = accounts };
    }

    /// <summary>A contra account of the window in force.</summary>
    public Account Contra(Book book, AccountScope scope, string name, KeyMode mode)
    {
        if (!book.Contra.TryGetValue((scope, name, mode), out var account))
        {
            account = table.Claim(new AccountIdentity(scope, book.Workspace, 0, name, mode, book.Window), book.Gate, Slices.NoLimit);
            book.Contra.Add((scope, name, mode), account);
        }

        return account;
    }
}
