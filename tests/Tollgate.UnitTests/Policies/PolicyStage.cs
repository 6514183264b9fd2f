using Tollgate.Calls.Catalog;
using Tollgate.Calls.Policies;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Policies;

/// <summary>A workspace with two projects and two keys, whose policies are asked of one call: <c>gpt-4o</c> at openai, on a Thursday at
/// noon, UTC.</summary>
internal sealed class PolicyStage : IDisposable
{
    private readonly SeededBytes _chance = new(1);
    private readonly IdSource _ids;
    private ulong _named = 1_000;

    public PolicyStage()
    {
        _ids = new IdSource(Time, new Random(1));
        Customers = new CustomerDirectory(new MemoryCustomerStore(), Time, _ids, _chance);
        Meter = new Meter(new MemoryLedgerStore(), new MemoryJournal(), _ids, Time, new LedgerOptions { Gather = TimeSpan.Zero });
        Meter.Start();
        Tenant = Customers.Create(new Workspace { Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default });
        (Project, OtherProject) = (NewProject("client-a"), NewProject("client-b"));
        (Key, OtherKey) = (NewKey("k1"), NewKey("k2"));
    }

    public ManualTime Time { get; } = new();

    public CustomerDirectory Customers { get; }

    public Meter Meter { get; }

    public Tenant Tenant { get; }

    public TenantProject Project { get; }

    public TenantProject OtherProject { get; }

    public TenantKey Key { get; }

    public TenantKey OtherKey { get; }

    /// <summary>The call that is asked about.</summary>
    public PolicyFacts Call => Facts("gpt-4o");

    public void Dispose()
    {
        Meter.Dispose();
        _chance.Dispose();
    }

    public PolicyFacts Facts(string asked, string? model = null, string provider = "openai") => new()
    {
        Key = Key,
        Project = Project,
        Asked = asked,
        Model = new ResolvedModel(provider, model ?? asked, null, null),
        WorkflowTag = "tag",
        Step = "step",
        PromptTokens = 100,
        NowMs = Time.GetUtcNow().ToUnixTimeMilliseconds(),
        Draw = 0,
        Meter = Meter,
    };

    /// <summary>A policy that no other has the id of.</summary>
    public RoutingPolicy Policy(PolicyMatch match, PolicyAction? action = null, bool enabled = true) => new()
    {
        Id = PolicyId.Of(new Id<PolicyKind>(++_named)),
        Name = $"p{_named}",
        Enabled = enabled,
        Match = match,
        Action = action ?? new PolicyAction(),
    };

    /// <summary>Puts the list and asks it.</summary>
    public PolicyDecision Decide(in PolicyFacts facts, params IReadOnlyList<RoutingPolicy> policies)
    {
        Customers.SetPolicies(Tenant, policies);
        return PolicySet.Of(Tenant).Decide(facts);
    }

    /// <summary>Whether the conditions meet the call.</summary>
    public bool Meets(PolicyMatch match, in PolicyFacts facts) => Decide(facts, Policy(match)).Policy is not null;

    private TenantProject NewProject(string slug) =>
        Customers.Create(Tenant, new Project { Id = default, Workspace = default, Slug = slug, Name = slug, CreatedAt = default })!;

    private TenantKey NewKey(string name) => Customers.Create(Tenant, new ApiKey
    {
        Id = default, Workspace = default, Name = name, PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
    }).Key;
}
