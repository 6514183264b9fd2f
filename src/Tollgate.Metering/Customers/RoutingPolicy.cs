using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>One rule of a workspace's ordered list: which calls it meets, and what becomes of them. The first one that meets a call decides.</summary>
public sealed record RoutingPolicy
{
    /// <summary>Unique in its list; stays what it is when the list is put again.</summary>
    public required PolicyId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>One that is switched off meets no call.</summary>
    public required bool Enabled { get; init; }

    public required PolicyMatch Match { get; init; }

    public required PolicyAction Action { get; init; }
}

/// <summary>A workspace's list as it is stored: always whole.</summary>
public sealed record WorkspacePolicies(Id<WorkspaceKind> Workspace, IReadOnlyList<RoutingPolicy> Policies, DateTimeOffset UpdatedAt);
