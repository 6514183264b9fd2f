using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Prices;

namespace Tollgate.Metering.Customers;

/// <summary>A key just made or rotated, with the text that is shown this once.</summary>
public sealed record IssuedKey(TenantKey Key, string Secret);

/// <summary>All customers, in memory. Reads take no lock. A change is written to the store first, then the record in memory is replaced:
/// it counts for the very next request, budgets included. Records handed to <c>Create</c> get their id and time here.</summary>
public sealed class CustomerDirectory
{
    /// <summary>How long a run key can still be looked at after its end.</summary>
    public static readonly TimeSpan ChildrenKept = TimeSpan.FromDays(2);

    private readonly ICustomerStore _store;
    private readonly TimeProvider _time;
    private readonly IdSource _ids;
    private readonly RandomNumberGenerator _chance;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Id<WorkspaceKind>, Tenant> _tenants = new();
    private readonly ConcurrentDictionary<string, TenantKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TenantKey>.AlternateLookup<ReadOnlySpan<char>> _keysBySpan;

    /// <summary>Loads everything from the store.</summary>
    public CustomerDirectory(ICustomerStore store, TimeProvider time, IdSource ids, RandomNumberGenerator chance)
    {
        _store = store;
        _time = time;
        _ids = ids;
        _chance = chance;
        _keysBySpan = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
        var snapshot = store.Load();
        foreach (var workspace in snapshot.Workspaces)
        {
            Enter(workspace);
        }

        foreach (var project in snapshot.Projects)
        {
            Enter(project);
        }

        // Parents before the keys they made, which are younger.
        foreach (var key in snapshot.Keys.OrderBy(k => k.Id))
        {
            Enter(key);
        }

        TopUps = new TopUpDesk(store, time, ids, grant => Find(grant.Workspace)?.LinesOf(grant.Scope, grant.Owner) ?? []);
        foreach (var accounts in snapshot.Providers.GroupBy(p => p.Workspace))
        {
            _tenants[accounts.Key].Providers = accounts.ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        }

        foreach (var prices in snapshot.Prices.GroupBy(p => p.Workspace))
        {
            _tenants[prices.Key].Prices = prices.ToFrozenDictionary(p => (p.Provider, p.Model), p => p.Price);
        }

        foreach (var list in snapshot.Policies)
        {
            _tenants[list.Workspace].Policies = list.Policies;
        }
    }

    /// <summary>More room for single windows.</summary>
    public TopUpDesk TopUps { get; }

    /// <summary>Every workspace, oldest first.</summary>
    public IReadOnlyList<Tenant> Tenants => [.. _tenants.Values.OrderBy(t => t.Workspace.Id)];

    /// <summary>The key that a public id names, also by the one before a rotation; whether it may be used is another question.</summary>
    public bool TryFindKey(ReadOnlySpan<char> publicId, [NotNullWhen(true)] out TenantKey? key) =>
        _keysBySpan.TryGetValue(publicId, out key);

    /// <summary>The workspace, or null.</summary>
    public Tenant? Find(Id<WorkspaceKind> id) => _tenants.GetValueOrDefault(id);

    /// <summary>Adds a workspace.</summary>
    public Tenant Create(Workspace draft)
    {
        lock (_gate)
        {
            var workspace = draft with { Id = _ids.Next<WorkspaceKind>(), CreatedAt = _time.GetUtcNow() };
            _store.Save(workspace);
            return Enter(workspace);
        }
    }

    /// <summary>Replaces a workspace's record by what the function makes of it.</summary>
    public Workspace Change(Tenant tenant, Func<Workspace, Workspace> change)
    {
        lock (_gate)
        {
            var workspace = change(tenant.Workspace);
            _store.Save(workspace);
            tenant.Workspace = workspace;
            Apply(tenant);
            return workspace;
        }
    }

    /// <summary>Adds a project; an empty slug is made from its name. Null when the slug is taken.</summary>
    public TenantProject? Create(Tenant tenant, Project draft)
    {
        lock (_gate)
        {
            var slug = draft.Slug.Length > 0 ? draft.Slug : Slug.Free(Slug.From(draft.Name), s => IsTaken(tenant, s, null));
            if (IsTaken(tenant, slug, null))
            {
                return null;
            }

            var project = draft with
            {
                Id = _ids.Next<ProjectKind>(), Workspace = tenant.Workspace.Id, Slug = slug, CreatedAt = _time.GetUtcNow(),
            };
            _store.Save(project);
            return Enter(project);
        }
    }

    /// <summary>Replaces a project's record by what the function makes of it. Null when its new slug is taken.</summary>
    public Project? Change(Tenant tenant, TenantProject target, Func<Project, Project> change)
    {
        lock (_gate)
        {
            var project = change(target.Project);
            if (IsTaken(tenant, project.Slug, target))
            {
                return null;
            }

            _store.Save(project);
            target.Project = project;
            Apply(target);
            return project;
        }
    }

    /// <summary>Adds a key and makes its secret.</summary>
    public IssuedKey Create(Tenant tenant, ApiKey draft)
    {
        lock (_gate)
        {
            var secret = KeySecret.Create(draft.Mode, _chance);
            var key = draft with
            {
                Id = _ids.Next<KeyKind>(),
                Workspace = tenant.Workspace.Id,
                PublicId = secret.PublicId,
                SecretHash = secret.Hash,
                CreatedAt = _time.GetUtcNow(),
            };
            _store.Save(key);
            return new IssuedKey(Enter(key), secret.Text);
        }
    }

    /// <summary>Adds a run key that the parent makes. Null when <paramref name="mostLiving"/> of them live already. No more of those that have
    /// ended are kept, so that a parent that makes and ends keys without pause fills neither memory nor store.</summary>
    public IssuedKey? Mint(TenantKey parent, ApiKey draft, int mostLiving)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (KeyFamily.Living(parent, now) >= mostLiving)
            {
                return null;
            }

            Forget(KeyFamily.EndedBeyond(parent, mostLiving, now));
            var (mode, project) = (parent.Key.Mode, parent.Key.Project);
            return Create(parent.Tenant, draft with { Parent = parent.Key.Id, LifeEnd = draft.ExpiresAt, Mode = mode, Project = project });
        }
    }

    /// <summary>Lets go of run keys that ended more than <see cref="ChildrenKept"/> ago, in the store too; the call log keeps their ids.
    /// Returns how many.</summary>
    public int ForgetEndedChildren()
    {
        lock (_gate)
        {
            var ended = KeyFamily.EndedBefore(_tenants.Values, _time.GetUtcNow() - ChildrenKept);
            Forget(ended);
            return ended.Count;
        }
    }

    /// <summary>Replaces a key's record by what the function makes of it. Mode, public id and hash stay as they are.</summary>
    public ApiKey Change(TenantKey target, Func<ApiKey, ApiKey> change)
    {
        lock (_gate)
        {
            return Keep(target, change(target.Key));
        }
    }

    /// <summary>Ends a key for good, and with it the keys it made; a second time changes nothing.</summary>
    public ApiKey Revoke(TenantKey target)
    {
        lock (_gate)
        {
            return target.Key.RevokedAt is null
                ? Keep(target, target.Key with { RevokedAt = _time.GetUtcNow(), Retired = null })
                : target.Key;
        }
    }

    /// <summary>Gives a key a new secret; the present one counts for the overlap.</summary>
    public IssuedKey Rotate(TenantKey target, TimeSpan overlap)
    {
        lock (_gate)
        {
            var secret = KeySecret.Create(target.Key.Mode, _chance);
            var old = target.Key;
            Keep(target, old with
            {
                PublicId = secret.PublicId,
                SecretHash = secret.Hash,
                Retired = overlap > TimeSpan.Zero
                    ? new RetiredSecret(old.PublicId, old.SecretHash, _time.GetUtcNow() + overlap)
                    : null,
            });
            return new IssuedKey(target, secret.Text);
        }
    }

    /// <summary>Adds or replaces an account at a provider by what the function makes of the present one (null when there is none).
    /// When the function gives null, nothing changes.</summary>
    public ProviderAccount? Put(Tenant tenant, string provider, Func<ProviderAccount?, ProviderAccount?> change)
    {
        lock (_gate)
        {
            var account = change(tenant.Providers.GetValueOrDefault(provider));
            if (account is null)
            {
                return null;
            }

            account = account with { Workspace = tenant.Workspace.Id, Name = provider, UpdatedAt = _time.GetUtcNow() };
            _store.Save(account);
            tenant.Providers = tenant.Providers.Values.Where(p => p.Name != provider).Append(account)
                .ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
            return account;
        }
    }

    /// <summary>Removes an account at a provider, sealed keys and all; false when there is none.</summary>
    public bool DeleteProvider(Tenant tenant, string provider)
    {
        lock (_gate)
        {
            if (!tenant.Providers.ContainsKey(provider))
            {
                return false;
            }

            _store.Delete(tenant.Workspace.Id, provider);
            tenant.Providers = tenant.Providers.Values.Where(p => p.Name != provider)
                .ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
            return true;
        }
    }

    /// <summary>Sets the workspace's own price of a model; its version becomes <c>ws/N</c>, N rising with every price set.</summary>
    public PriceOverride Put(Tenant tenant, string provider, string model, ModelPrice draft)
    {
        lock (_gate)
        {
            // Prices are never deleted, so the highest number in force is the highest ever given.
            var last = tenant.Prices.Values.Select(p => int.Parse(p.Version.AsSpan(3), CultureInfo.InvariantCulture))
                .DefaultIfEmpty().Max();
            var price = draft with { Version = string.Create(CultureInfo.InvariantCulture, $"ws/{last + 1}") };
            var row = new PriceOverride(tenant.Workspace.Id, provider, model, price, _time.GetUtcNow());
            _store.Save(row);
            tenant.Prices = tenant.Prices.Where(p => p.Key != (provider, model))
                .Append(KeyValuePair.Create((provider, model), price)).ToFrozenDictionary();
            return row;
        }
    }

    /// <summary>Replaces the workspace's whole list of policies; those without an id get one.</summary>
    public IReadOnlyList<RoutingPolicy> SetPolicies(Tenant tenant, IReadOnlyList<RoutingPolicy> policies)
    {
        lock (_gate)
        {
            RoutingPolicy[] list = [.. policies.Select(p => p.Id == default ? p with { Id = PolicyId.Of(_ids.Next<PolicyKind>()) } : p)];
            _store.Save(new WorkspacePolicies(tenant.Workspace.Id, list, _time.GetUtcNow()));
            return tenant.Policies = list;
        }
    }

    private static bool IsTaken(Tenant tenant, string slug, TenantProject? except) =>
        tenant.Projects.Values.Any(p => p != except && p.Project.Slug == slug);

    private Tenant Enter(Workspace workspace)
    {
        var tenant = new Tenant(workspace, _time);
        Apply(tenant);
        _tenants[workspace.Id] = tenant;
        return tenant;
    }

    private TenantProject Enter(Project project)
    {
        var entry = new TenantProject(project);
        Apply(entry);
        _tenants[project.Workspace].Projects[project.Id] = entry;
        return entry;
    }

    private TenantKey Enter(ApiKey key)
    {
        var tenant = _tenants[key.Workspace];
        var parent = key.Parent is { } id ? tenant.Keys[id] : null;
        var entry = new TenantKey(key, tenant, ProjectOf(tenant, key), parent);
        entry.Line.Limit = Limit(key.Budget);
        if (parent is not null)
        {
            parent.Children = parent.Children.Add(entry);
        }

        tenant.Keys[key.Id] = entry;
        Name(entry);
        return entry;
    }

    private ApiKey Keep(TenantKey target, ApiKey key)
    {
        _store.Save(key);
        var old = target.Key;
        target.Project = ProjectOf(target.Tenant, key);
        target.Line.Limit = Limit(key.Budget);
        target.Key = key;
        Name(target);
        foreach (var gone in new[] { old.PublicId, old.Retired?.PublicId })
        {
            if (gone is not null && gone != key.PublicId && gone != key.Retired?.PublicId)
            {
                _keys.TryRemove(gone, out _);
            }
        }

        return key;
    }

    private void Name(TenantKey entry)
    {
        _keys[entry.Key.PublicId] = entry;
        if (entry.Key.Retired is { } retired)
        {
            _keys[retired.PublicId] = entry;
        }
    }

    // What is under way with such a key goes on: calls hold the entry itself.
    private void Forget(List<TenantKey> ended)
    {
        if (ended.Count == 0)
        {
            return;
        }

        _store.Delete([.. ended.Select(k => k.Key.Id)]);
        foreach (var entry in ended)
        {
            entry.Parent!.Children = entry.Parent.Children.Remove(entry);
            entry.Tenant.Keys.TryRemove(entry.Key.Id, out _);
            _keys.TryRemove(entry.Key.PublicId, out _);
        }
    }

    private static TenantProject? ProjectOf(Tenant tenant, ApiKey key) =>
        key.Project is { } id ? tenant.Projects[id] : null;

    private static void Apply(Tenant tenant)
    {
        tenant.Book.Zone = TimeZoneInfo.FindSystemTimeZoneById(tenant.Workspace.TimeZone);
        tenant.Book.Period = tenant.Workspace.Period;
        tenant.Book.Live.Limit = tenant.Book.Test.Limit = Limit(tenant.Workspace.Budget);
    }

    private static void Apply(TenantProject project) =>
        project.Live.Limit = project.Test.Limit = Limit(project.Project.Budget);

    private static long Limit(Money.NanoUsd? budget) => budget?.Value ?? long.MaxValue;
}
