using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Customers;

/// <summary>A part of a workspace with a budget of its own: a client, a product, a team.</summary>
public sealed record Project
{
    public required Id<ProjectKind> Id { get; init; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    /// <summary>Unique in its workspace; what callers write in <c>metadata.project</c>.</summary>
    public required string Slug { get; init; }

    public required string Name { get; init; }

    public string? Color { get; init; }

    public string? Description { get; init; }

    /// <summary>Budget of each window; null means none.</summary>
    public NanoUsd? Budget { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }
}
