using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>What one budget must show, kept by the simplest arithmetic there is.</summary>
/// <param name="scope">What it limits.</param>
/// <param name="owner">Whose it is.</param>
internal sealed class Expected(AccountScope scope, UInt128 owner)
{
    public AccountScope Scope { get; } = scope;

    public UInt128 Owner { get; } = owner;

    public long Limit { get; set; }

    /// <summary>What the window in force was topped up by.</summary>
    public long TopUp { get; set; }

    public long Spent { get; set; }

    /// <summary>True once a machine was lost: from then on spent may be more than what was really spent, never less.</summary>
    public bool Inexact { get; set; }

    public long InForce => Limit == long.MaxValue ? Limit : Limit + TopUp;
}
