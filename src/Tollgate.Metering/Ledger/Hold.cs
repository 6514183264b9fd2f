using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>A hold in hand: the most one call can cost, taken from every account that applies. It ends exactly once.</summary>
public sealed class Hold
{
    private int _ended;

    internal Hold(in HoldRequest request, TransferAccounts accounts, Account key, Account? project, Account workspace)
    {
        Id = request.Call.RequestId.Value;
        Amount = request.Amount;
        AtMs = request.NowMs;
        DeadlineMs = request.DeadlineMs;
        Call = request.Call;
        Book = request.Book;
        KeyLine = request.Key;
        ProjectLine = request.Project;
        WorkspaceLine = request.Book.Line(request.Mode);
        Accounts = accounts;
        Key = key;
        Project = project;
        Workspace = workspace;
    }

    /// <summary>The request's id value.</summary>
    public UInt128 Id { get; }

    /// <summary>Nano-USD.</summary>
    public long Amount { get; }

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public long AtMs { get; }

    /// <summary>When it must have ended, Unix milliseconds.</summary>
    public long DeadlineMs { get; }

    /// <summary>The call's log row, filled in as the call goes on.</summary>
    public CallRecord Call { get; }

    internal TransferAccounts Accounts { get; }

    internal Account Key { get; }

    internal Account? Project { get; }

    internal Account Workspace { get; }

    internal BudgetLine KeyLine { get; }

    internal BudgetLine? ProjectLine { get; }

    internal BudgetLine WorkspaceLine { get; }

    internal Book Book { get; }

    /// <summary>True once an entry of it stands in the journal: its end must be written too.</summary>
    internal bool Written { get; set; }

    /// <summary>True for the first caller only.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
