using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>The end of a priced call in the books, whatever it is: tokens, what they count for in USD where the workspace puts tools under its
/// budgets, and the call's log row.</summary>
internal sealed class BudgetShare(Meter meter, CallRecord record)
{
    // A hold outlives its call by little, should the call not end it.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private Hold? _hold;

    /// <summary>Holds what the tokens are worth on every budget of the caller, or says why not; holds nothing where tools do not count.</summary>
    public async ValueTask<Refusal?> TakeAsync(TenantKey key, TenantProject? project, ToolDefinition tool)
    {
        if (!key.Tenant.Workspace.Settings.ToolBudgets)
        {
            return null;
        }

        var worth = meter.Wallets.Worth(tool.Cost);
        var outcome = await meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book,
            Key = key.Line,
            Parent = key.Parent?.Line,
            Project = project?.Line(key.Key.Mode),
            Mode = key.Key.Mode,
            Provider = WalletDesk.Provider,
            Amount = worth.Value,
            NowMs = record.AtMs,
            DeadlineMs = record.AtMs + (long)(tool.Timeout + Slack).TotalMilliseconds,
            Call = record,
        });
        if (outcome.Refusal is { } refused)
        {
            meter.TurnedAway(refused);
            return BudgetRefusals.From(refused, worth);
        }

        _hold = outcome.Hold;
        record.BoundNanoUsd = worth.Value;
        return null;
    }

    /// <summary>The call is charged, durably, its tokens and its budgets in one commit.</summary>
    /// <exception cref="LedgerStoreException">the commit failed, and the tokens are back.</exception>
    public async ValueTask ChargeAsync(Reservation reservation, string? note)
    {
        if (_hold is null)
        {
            await meter.Wallets.CommitAsync(reservation, note);
            meter.Log(record);
            return;
        }

        record.CostNanoUsd = _hold.Amount;
        await meter.Wallets.CommitAsync(reservation, _hold, _hold.Amount, note);
    }

    /// <summary>The call came to nothing: everything goes back.</summary>
    public async ValueTask RefundAsync(Reservation reservation, string reason)
    {
        try
        {
            await meter.Wallets.RefundAsync(reservation, reason, _hold);
        }
        catch (LedgerStoreException)
        {
            // It stands in memory, and the next start makes it should this process die before the store is back.
        }

        Log();
    }

    /// <summary>The call was refused before any token was set aside.</summary>
    public void Release()
    {
        if (_hold is not null)
        {
            meter.Release(_hold);
        }

        Log();
    }

    // A hold takes the row to the log with its own end.
    private void Log()
    {
        if (_hold is null)
        {
            meter.Log(record);
        }
    }
}
