using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Audit;

/// <summary>Adds up what transfers and holds come to, account by account.</summary>
/// <remarks>
/// Settle and resolve post: +amount to workspace, project, key and the key's parent; to their other sides -(amount + variance) for the
/// provider, -amount for the project control account, and for the key control account once for the key and once for its parent; +variance to the variance account. So the postings of each transfer sum to zero.
/// Suspense is no posting and has no other side: a suspended call adds its amount to the suspense of workspace, project, key and parent, a lost
/// slice to that of the one account it names, and a resolution takes out again what it held.
/// </remarks>
internal sealed class AuditedBooks(Dictionary<int, AuditedAccount> accounts, Dictionary<long, TransferAccounts> sets, Findings findings)
{
    /// <summary>Sum of all postings: zero when the books are sound.</summary>
    public Int128 PostingsSum { get; private set; }

    public void Post(UInt128 id, long set, long amount, long variance)
    {
        var on = SetOf(id, set);
        var sum = Post(id, on.Workspace, amount) + Post(id, on.Provider, -((Int128)amount + variance))
            + Post(id, on.Variance, variance);
        sum += PostAgainst(id, on.Project, on.ProjectControl, amount) + PostAgainst(id, on.Key, on.KeyControl, amount)
            + PostAgainst(id, on.Parent, on.KeyControl, amount);
        PostingsSum += sum;
        if (sum != 0)
        {
            findings.Add($"the postings of transfer {TransferName.Of(id)} sum to {sum}, not to zero");
        }
    }

    public void Suspend(UInt128 id, long set, Int128 amount)
    {
        var on = SetOf(id, set);
        foreach (var ordinal in (ReadOnlySpan<int>)[on.Key, on.Parent, on.Project, on.Workspace])
        {
            if (AccountOf(id, ordinal) is { } account)
            {
                account.Suspense += amount;
            }
        }
    }

    public void Hold(UInt128 id, long set, long amount)
    {
        var on = SetOf(id, set);
        foreach (var ordinal in (ReadOnlySpan<int>)[on.Key, on.Parent, on.Project, on.Workspace])
        {
            if (AccountOf(id, ordinal) is { } account)
            {
                account.Held += amount;
            }
        }
    }

    // A control account may be named although the call had no project: then nothing is posted on either.
    private Int128 PostAgainst(UInt128 id, int budget, int control, long amount) =>
        budget == 0 ? 0 : Post(id, budget, amount) + Post(id, control, -(Int128)amount);

    private Int128 Post(UInt128 id, int ordinal, Int128 amount)
    {
        if (AccountOf(id, ordinal) is not { } account)
        {
            return 0;
        }

        account.Posted += amount;
        return amount;
    }

    private AuditedAccount? AccountOf(UInt128 id, int ordinal)
    {
        if (ordinal == 0)
        {
            return null;
        }

        if (accounts.TryGetValue(ordinal, out var account))
        {
            return account;
        }

        findings.Add($"{TransferName.Of(id)} names account {ordinal}, which does not exist");
        return null;
    }

    private TransferAccounts SetOf(UInt128 id, long set)
    {
        if (sets.TryGetValue(set, out var accounts))
        {
            return accounts;
        }

        findings.Add($"{TransferName.Of(id)} names account set {set}, which does not exist");
        return default;
    }
}
