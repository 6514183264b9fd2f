namespace Tollgate.Metering.Ledger;

/// <summary>Ordinals of the accounts one call touches; 0 where there is none. Workspace posts against provider, project and key against
/// their control accounts, so that the postings of every transfer sum to zero.</summary>
public readonly record struct TransferAccounts(
    int Key, int Project, int Workspace, int Provider, int KeyControl, int ProjectControl)
{
    /// <summary>Account of the key that made this call's key; 0 for a key that a person made. Its other side is the key control account.</summary>
    public int Parent { get; init; }

    /// <summary>Account for what is beyond the bound; 0 until first needed.</summary>
    public int Variance { get; init; }

    /// <summary>What the key control account gets when every budget account gets the amount: its share for the key and for the parent.</summary>
    public long KeysAmount(long amount) => checked((Key == 0 ? 0 : amount) + (Parent == 0 ? 0 : amount));
}
