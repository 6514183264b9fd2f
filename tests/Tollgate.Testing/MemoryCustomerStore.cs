using System.Collections.Concurrent;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Testing;

/// <summary>Customers kept in memory: a directory made over the same store again finds what an earlier one saved.</summary>
public sealed class MemoryCustomerStore : ICustomerStore
{
    private readonly ConcurrentDictionary<Id<WorkspaceKind>, Workspace> _workspaces = new();
    private readonly ConcurrentQueue<TopUpGrant> _topUps = new();
    private readonly ConcurrentDictionary<Id<ProjectKind>, Project> _projects = new();
    private readonly ConcurrentDictionary<Id<KeyKind>, ApiKey> _keys = new();
    private readonly ConcurrentDictionary<(Id<WorkspaceKind> Workspace, string Name), ProviderAccount> _providers = new();
    private readonly ConcurrentDictionary<(Id<WorkspaceKind> Workspace, string Provider, string Model), PriceOverride> _prices = new();
    private readonly ConcurrentDictionary<Id<WorkspaceKind>, WorkspacePolicies> _policies = new();

    /// <summary>Thrown by every save while set: a store that refuses to write.</summary>
    public Exception? Failure { get; set; }

    public CustomerSnapshot Load() => new(
        [.. _workspaces.Values], [.. _projects.Values], [.. _keys.Values], [.. _providers.Values], [.. _prices.Values],
        [.. _policies.Values]);

    public void Save(Workspace workspace)
    {
        Fail();
        _workspaces[workspace.Id] = workspace;
    }

    public void Save(Project project)
    {
        Fail();
        _projects[project.Id] = project;
    }

    public void Save(ApiKey key)
    {
        Fail();
        _keys[key.Id] = key;
    }

    public void Delete(IReadOnlyList<Id<KeyKind>> keys)
    {
        Fail();
        foreach (var id in keys)
        {
            _keys.TryRemove(id, out _);
        }
    }

    public void Save(TopUpGrant topUp)
    {
        Fail();
        _topUps.Enqueue(topUp);
    }

    public IReadOnlyList<TopUpGrant> LoadTopUps(long endingAfterMs) => [.. _topUps.Where(t => t.Window.EndMs > endingAfterMs)];

    public void Save(ProviderAccount provider)
    {
        Fail();
        _providers[(provider.Workspace, provider.Name)] = provider;
    }

    public void Delete(Id<WorkspaceKind> workspace, string provider)
    {
        Fail();
        _providers.TryRemove((workspace, provider), out _);
    }

    public void Save(PriceOverride price)
    {
        Fail();
        _prices[(price.Workspace, price.Provider, price.Model)] = price;
    }

    public void Save(WorkspacePolicies policies)
    {
        Fail();
        _policies[policies.Workspace] = policies;
    }

    private void Fail()
    {
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
