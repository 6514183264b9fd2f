using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Limits;
using Tollgate.Metering.Prices;

namespace Tollgate.Metering.Customers;

/// <summary>A project as calls see it: its current record and its budget lines.</summary>
public sealed class TenantProject(Project project)
{
    private volatile Project _project = project;

    public Project Project
    {
        get => _project;
        set => _project = value;
    }

    public BudgetLine Live { get; } = new(AccountScope.Project, project.Id.Value, KeyMode.Live);

    public BudgetLine Test { get; } = new(AccountScope.Project, project.Id.Value, KeyMode.Test);

    public BudgetLine Line(KeyMode mode) => mode == KeyMode.Live ? Live : Test;
}

/// <summary>A workspace as calls see it. Records are replaced, never changed, so that a call reads one state without a lock.</summary>
public sealed class Tenant(Workspace workspace, TimeProvider time)
{
    private volatile Workspace _workspace = workspace;
    private volatile FrozenDictionary<string, ProviderAccount> _providers = FrozenDictionary<string, ProviderAccount>.Empty;
    private volatile FrozenDictionary<(string Provider, string Model), ModelPrice> _prices =
        FrozenDictionary<(string Provider, string Model), ModelPrice>.Empty;

    private volatile IReadOnlyList<RoutingPolicy> _policies = [];

    public Workspace Workspace
    {
        get => _workspace;
        set => _workspace = value;
    }

    public Book Book { get; } = new(workspace.Id);

    public RateLimiter Limiter { get; } = new(time);

    /// <summary>Counts nothing while the plan has no quota.</summary>
    public Quota Quota { get; } = new();

    /// <summary>By id.</summary>
    public ConcurrentDictionary<Id<ProjectKind>, TenantProject> Projects { get; } = new();

    /// <summary>By id, revoked ones too.</summary>
    public ConcurrentDictionary<Id<KeyKind>, TenantKey> Keys { get; } = new();

    /// <summary>The lines of one budget, in each mode it has one; none for an owner that is not known.</summary>
    public IReadOnlyList<BudgetLine> LinesOf(AccountScope scope, UInt128 owner) => scope switch
    {
        AccountScope.Workspace when owner == Workspace.Id.Value => [Book.Live, Book.Test],
        AccountScope.Project when Projects.TryGetValue(new Id<ProjectKind>(owner), out var project) => [project.Live, project.Test],
        AccountScope.Key when Keys.TryGetValue(new Id<KeyKind>(owner), out var key) => [key.Line],
        _ => [],
    };

    /// <summary>Accounts at providers, by the provider's name.</summary>
    public FrozenDictionary<string, ProviderAccount> Providers
    {
        get => _providers;
        set => _providers = value;
    }

    /// <summary>The workspace's own prices.</summary>
    public FrozenDictionary<(string Provider, string Model), ModelPrice> Prices
    {
        get => _prices;
        set => _prices = value;
    }

    /// <summary>The workspace's routing policies in their order; another object whenever they change.</summary>
    public IReadOnlyList<RoutingPolicy> Policies
    {
        get => _policies;
        set => _policies = value;
    }
}

/// <summary>A key as calls see it.</summary>
public sealed class TenantKey(ApiKey key, Tenant tenant, TenantProject? project, TenantKey? parent = null)
{
    private volatile ApiKey _key = key;
    private volatile TenantProject? _project = project;
    private volatile ImmutableList<TenantKey> _children = [];

    /// <summary>The current record: revocation and expiry are read here on every request.</summary>
    public ApiKey Key
    {
        get => _key;
        set => _key = value;
    }

    public Tenant Tenant { get; } = tenant;

    /// <summary>The key that made this one for a run: what it may not do, this one may not either. Null for a key that management made.</summary>
    public TenantKey? Parent { get; } = parent;

    /// <summary>What it may be used for now. A run key has at most what its parent has at this moment, and never makes keys itself.</summary>
    public KeyScopes Scopes => Parent is null ? Key.Scopes : Key.Scopes & Parent.Key.Scopes & ~KeyScopes.Mint;

    /// <summary>The keys that it made and that are still known, oldest first; those that have ended among them.</summary>
    public ImmutableList<TenantKey> Children
    {
        get => _children;
        internal set => _children = value;
    }

    /// <summary>The project it is bound to; null for an unbound key.</summary>
    public TenantProject? Project
    {
        get => _project;
        set => _project = value;
    }

    public BudgetLine Line { get; } = new(AccountScope.Key, key.Id.Value, key.Mode)
    {
        Window = key.LifeEnd is { } end ? new BudgetWindow(key.CreatedAt.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds()) : null,
    };

    /// <summary>True once nobody can call with it any more, its parent's fate aside.</summary>
    public bool HasEnded(DateTimeOffset now) => Key.RevokedAt is not null || (Key.ExpiresAt is { } end && now >= end);
}
