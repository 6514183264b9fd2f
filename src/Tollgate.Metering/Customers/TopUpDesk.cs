using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Customers;

/// <summary>Gives budgets more room for the window in force. Durable first, then in force for the very next request; several add up.</summary>
public sealed class TopUpDesk
{
    /// <summary>Most that one window may be topped up by altogether, USD.</summary>
    public const long MostUsd = 1_000_000_000;

    private readonly ICustomerStore _store;
    private readonly TimeProvider _time;
    private readonly IdSource _ids;
    private readonly Lock _gate = new();

    internal TopUpDesk(ICustomerStore store, TimeProvider time, IdSource ids, Func<TopUpGrant, IReadOnlyList<BudgetLine>> linesOf)
    {
        _store = store;
        _time = time;
        _ids = ids;
        foreach (var grant in store.LoadTopUps(time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            Raise(linesOf(grant), grant.Window, grant.Amount);
        }
    }

    /// <summary>Tops a budget up; false when that window would pass <see cref="MostUsd"/>.</summary>
    /// <param name="workspace">Whose budget it is.</param>
    /// <param name="lines">The budget's lines in every mode; of one owner.</param>
    /// <param name="window">The window in force.</param>
    /// <param name="amount">More than zero.</param>
    public bool Give(Id<WorkspaceKind> workspace, IReadOnlyList<BudgetLine> lines, BudgetWindow window, NanoUsd amount)
    {
        lock (_gate)
        {
            var had = lines[0].TopUp is { } before && before.Window == window ? before.Amount : 0;
            if (had + (Int128)amount.Value > (Int128)MostUsd * NanoUsd.PerUsd)
            {
                return false;
            }

            _store.Save(new TopUpGrant(
                _ids.Next<TopUpKind>(), workspace, lines[0].Scope, lines[0].Owner, window, amount, _time.GetUtcNow()));
            Raise(lines, window, amount);
            return true;
        }
    }

    private static void Raise(IReadOnlyList<BudgetLine> lines, BudgetWindow window, NanoUsd amount)
    {
        foreach (var line in lines)
        {
            var had = line.TopUp is { } before && before.Window == window ? before.Amount : 0;
            line.TopUp = new TopUp(window, had + amount.Value);
        }
    }
}
