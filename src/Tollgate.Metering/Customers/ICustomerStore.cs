using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>Everything a directory starts from.</summary>
public sealed record CustomerSnapshot(
    IReadOnlyList<Workspace> Workspaces,
    IReadOnlyList<Project> Projects,
    IReadOnlyList<ApiKey> Keys,
    IReadOnlyList<ProviderAccount> Providers,
    IReadOnlyList<PriceOverride> Prices,
    IReadOnlyList<WorkspacePolicies> Policies);

/// <summary>Port to the stored customers. Each save is durable when it returns; saving what exists replaces it.</summary>
public interface ICustomerStore
{
    CustomerSnapshot Load();

    void Save(Workspace workspace);

    void Save(Project project);

    void Save(ApiKey key);

    /// <summary>Removes keys, all or none.</summary>
    void Delete(IReadOnlyList<Id<KeyKind>> keys);

    void Save(ProviderAccount provider);

    void Save(TopUpGrant topUp);

    /// <summary>Top-ups of windows that end after the moment, oldest first.</summary>
    IReadOnlyList<TopUpGrant> LoadTopUps(long endingAfterMs);

    void Delete(Id<WorkspaceKind> workspace, string provider);

    void Save(PriceOverride price);

    /// <summary>Replaces the workspace's whole list.</summary>
    void Save(WorkspacePolicies policies);
}
