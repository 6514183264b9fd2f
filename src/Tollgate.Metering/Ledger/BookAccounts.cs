using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Ledger;

/// <summary>Finds the accounts that a call touches, of the window in force, and opens those that are not there yet. Everything here is
/// called under the book's gate.</summary>
internal sealed class BookAccounts(AccountTable table)
{
    /// <summary>The account of the line's window in force.</summary>
    public Account Current(Book book, BudgetLine line)
    {
        var window = book.WindowOf(line);
        if (line.Current is { } current && current.Identity.Window == window)
        {
            return current;
        }

        var identity = new AccountIdentity(line.Scope, book.Workspace, line.Owner, "", line.Mode, window);
        return line.Current = table.Claim(identity, book.Gate, line.Limit == Slices.NoLimit ? Slices.NoLimit : 0);
    }

    /// <summary>The accounts to hold on, in the order in which they refuse.</summary>
    public Seats Seats(in HoldRequest request)
    {
        var book = request.Book;
        var seats = default(Seats);
        seats.Add(Current(book, request.Key), request.Key);
        if (request.Parent is { } parent)
        {
            seats.Add(Current(book, parent), parent);
        }

        if (request.Project is { } project)
        {
            seats.Add(Current(book, project), project);
        }

        var workspace = book.Line(request.Mode);
        seats.Add(Current(book, workspace), workspace);
        return seats;
    }

    /// <summary>All accounts of the transfer that the request's hold will become.</summary>
    public TransferAccounts Transfer(in HoldRequest request)
    {
        var book = request.Book;
        return new TransferAccounts(
            Current(book, request.Key).Ordinal,
            request.Project is null ? 0 : Current(book, request.Project).Ordinal,
            Current(book, book.Line(request.Mode)).Ordinal,
            Contra(book, AccountScope.Provider, request.Provider, request.Mode).Ordinal,
            Contra(book, AccountScope.KeyControl, "", request.Mode).Ordinal,
            request.Project is null ? 0 : Contra(book, AccountScope.ProjectControl, "", request.Mode).Ordinal)
        {
            Parent = request.Parent is null ? 0 : Current(book, request.Parent).Ordinal,
        };
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
