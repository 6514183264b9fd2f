using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;

namespace Tollgate.Metering.Customers;

/// <summary>A price that a workspace set itself: in place of the catalog's, or for a model that the catalog lacks.</summary>
public sealed record PriceOverride(
    Id<WorkspaceKind> Workspace, string Provider, string Model, ModelPrice Price, DateTimeOffset SetAt);
