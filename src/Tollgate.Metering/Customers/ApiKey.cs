using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Customers;

/// <summary>What a key may be used for.</summary>
[Flags]
public enum KeyScopes
{
    None = 0,
    Infer = 1,
    Tools = 2,
    WalletRead = 4,
    WalletBuy = 8,
    Mint = 16,

    /// <summary>All but buying and minting.</summary>
    Default = Infer | Tools | WalletRead,
}

/// <summary>A secret's hash that still counts until a moment: the one before a rotation.</summary>
public sealed record RetiredSecret(string PublicId, byte[] Hash, DateTimeOffset Until);

/// <summary>A gateway key, without its secret.</summary>
public sealed record ApiKey
{
    public required Id<KeyKind> Id { get; init; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    /// <summary>The project it is bound to; null for an unbound key.</summary>
    public Id<ProjectKind>? Project { get; init; }

    /// <summary>The key that made this one for a run; null for a key that management made.</summary>
    public Id<KeyKind>? Parent { get; init; }

    /// <summary>Of a run key: end of the window that its budget counts in, which is the expiry that it was made with. Null for others.</summary>
    public DateTimeOffset? LifeEnd { get; init; }

    public required string Name { get; init; }

    /// <summary>The part of the key's text that names it; unique.</summary>
    public required string PublicId { get; init; }

    /// <summary>SHA-256 of the 256-bit secret.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The secret before the last rotation, while its overlap lasts.</summary>
    public RetiredSecret? Retired { get; init; }

    public required KeyMode Mode { get; init; }

    /// <summary>Budget of each window, of a run key's whole life; null means none.</summary>
    public NanoUsd? Budget { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Workflow tag of calls that name none.</summary>
    public string? WorkflowTag { get; init; }

    /// <summary>Models it may call; null means all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    public KeyScopes Scopes { get; init; } = KeyScopes.Default;

    public required DateTimeOffset CreatedAt { get; init; }
}
