namespace Tollgate.Metering.Identity;

/// <summary>Names a wallet: every workspace has one for its live keys and one of play tokens for its test keys.</summary>
public readonly record struct WalletId(Id<WorkspaceKind> Workspace, KeyMode Mode);
