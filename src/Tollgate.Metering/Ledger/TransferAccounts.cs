namespace Tollgate.Metering.Ledger;

/// <summary>Ordinals of the accounts one call touches; 0 where there is none. Workspace posts against provider, project and key against
/// their control accounts, so that the postings of every transfer sum to zero.</summary>
public readonly record struct TransferAccounts(
    int Key, int Project, int Workspace, int Provider, int KeyControl, int ProjectControl)
{
    /// <summary>Account for what is beyond the bound; 0 until first needed.</summary>
    public int Variance { get; init; }
}
