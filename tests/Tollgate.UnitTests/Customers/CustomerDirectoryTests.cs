using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Customers;

public sealed class CustomerDirectoryTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryCustomerStore _store = new();
    private readonly SeededBytes _chance = new(1);
    private readonly CustomerDirectory _directory;

    public CustomerDirectoryTests() => _directory = Open();

    public void Dispose() => _chance.Dispose();

    [Fact]
    public void Directory_OpenedAgain_FindsAllThatWasSaved()
    {
        var tenant = Workspace();
        var project = _directory.Create(tenant, Project("Alpha", 3)).ShouldNotBeNull();
        var key = _directory.Create(tenant, Key(project.Project.Id, 2));
        _directory.Put(tenant, "openai", _ => Account());
        _directory.Put(tenant, "openai", "gpt-x", Price());

        var again = Open();
        KeySecret.TryParse(key.Secret, out var presented).ShouldBeTrue();
        again.TryFindKey(presented.PublicId, out var found).ShouldBeTrue();
        presented.Opens(found.Key, _time.GetUtcNow()).ShouldBeTrue();
        found.Tenant.Workspace.ShouldBe(tenant.Workspace);
        found.Project.ShouldNotBeNull().Project.Slug.ShouldBe("alpha");
        found.Line.Limit.ShouldBe(2 * NanoUsd.PerUsd);
        found.Project.Live.Limit.ShouldBe(3 * NanoUsd.PerUsd);
        found.Tenant.Providers.ShouldContainKey("openai");
        found.Tenant.Prices[("openai", "gpt-x")].Version.ShouldBe("ws/1");
    }

    [Fact]
    public void Policies_Set_AreDurableInForceAndNamed()
    {
        var tenant = Workspace();
        var draft = new RoutingPolicy { Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = new PolicyAction() };
        var kept = draft with { Id = PolicyId.Of(new Id<PolicyKind>(5)) };

        var set = _directory.SetPolicies(tenant, [draft, kept]);

        set[0].Id.ShouldNotBe(default);
        set[1].Id.ShouldBe(kept.Id);
        tenant.Policies.ShouldBeSameAs(set);
        Open().Find(tenant.Workspace.Id)!.Policies.ShouldBe(set);
        _store.Failure = new LedgerStoreException("disk full");
        Should.Throw<LedgerStoreException>(() => _directory.SetPolicies(tenant, []));
        tenant.Policies.ShouldBeSameAs(set);
    }

    [Fact]
    public void Workspace_Changed_CountsForItsBookAtOnce()
    {
        var tenant = Workspace();
        tenant.Book.Live.Limit.ShouldBe(long.MaxValue);
        _directory.Change(tenant, w => w with { Budget = new NanoUsd(5), Period = BudgetPeriod.Day, TimeZone = "Europe/Berlin" });
        tenant.Book.Live.Limit.ShouldBe(5);
        tenant.Book.Test.Limit.ShouldBe(5);
        tenant.Book.Period.ShouldBe(BudgetPeriod.Day);
        tenant.Book.Zone.Id.ShouldBe("Europe/Berlin");
    }

    [Fact]
    public void Store_RefusingToWrite_LeavesTheRecordInMemoryAsItWas()
    {
        var tenant = Workspace();
        _store.Failure = new LedgerStoreException("disk full");
        Should.Throw<LedgerStoreException>(() => _directory.Change(tenant, w => w with { Budget = new NanoUsd(5) }));
        tenant.Workspace.Budget.ShouldBeNull();
        tenant.Book.Live.Limit.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Project_SameNameTwice_GetsASlugOfItsOwn()
    {
        var tenant = Workspace();
        _directory.Create(tenant, Project("Größe 1!", null)).ShouldNotBeNull().Project.Slug.ShouldBe("gr-e-1");
        _directory.Create(tenant, Project("Größe 1!", null)).ShouldNotBeNull().Project.Slug.ShouldBe("gr-e-1-2");
        _directory.Create(tenant, Project("x", null) with { Slug = "gr-e-1" }).ShouldBeNull();
    }

    [Fact]
    public void Projects_OfOneNameMadeAtOnceByMany_AllGetSlugsOfTheirOwn()
    {
        var tenant = Workspace();
        Parallel.For(0, 200, _ => _directory.Create(tenant, Project("same", null)).ShouldNotBeNull());
        tenant.Projects.Values.Select(p => p.Project.Slug).Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public void Workspace_PatchedByManyAtOnce_LosesNoChange()
    {
        var tenant = Workspace();
        Parallel.For(0, 500, _ => _directory.Change(tenant, w => w with { Budget = new NanoUsd((w.Budget?.Value ?? 0) + 1) }));
        tenant.Workspace.Budget.ShouldBe(new NanoUsd(500));
        tenant.Book.Live.Limit.ShouldBe(500);
    }

    [Fact]
    public void Project_SlugChangedToATakenOne_IsRefusedAndKeptAsItWas()
    {
        var tenant = Workspace();
        _ = _directory.Create(tenant, Project("a", null));
        var b = _directory.Create(tenant, Project("b", null)).ShouldNotBeNull();
        _directory.Change(tenant, b, p => p with { Slug = "a" }).ShouldBeNull();
        b.Project.Slug.ShouldBe("b");
        _directory.Change(tenant, b, p => p with { Name = "B" }).ShouldNotBeNull().Name.ShouldBe("B");
    }

    [Fact]
    public void Key_RotatedWithOverlap_OpensWithBothSecretsUntilTheOverlapEnds()
    {
        var tenant = Workspace();
        var first = _directory.Create(tenant, Key(null, null));
        var second = _directory.Rotate(first.Key, TimeSpan.FromSeconds(60));
        Opens(first.Secret).ShouldBeTrue();
        Opens(second.Secret).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(60));
        Opens(first.Secret).ShouldBeFalse();
        Opens(second.Secret).ShouldBeTrue();
    }

    [Fact]
    public void Key_RotatedAtOnce_OpensWithTheNewSecretOnly()
    {
        var first = _directory.Create(Workspace(), Key(null, null));
        var second = _directory.Rotate(first.Key, TimeSpan.Zero);
        Opens(first.Secret).ShouldBeFalse();
        Opens(second.Secret).ShouldBeTrue();
    }

    [Fact]
    public void Key_Revoked_IsMarkedOnTheRecordThatRequestsRead()
    {
        var issued = _directory.Create(Workspace(), Key(null, null));
        _directory.Revoke(issued.Key);
        issued.Key.Key.RevokedAt.ShouldBe(_time.GetUtcNow());
    }

    [Fact]
    public void Price_SetAgain_GetsAVersionNeverGivenBefore()
    {
        var tenant = Workspace();
        _directory.Put(tenant, "openai", "a", Price()).Price.Version.ShouldBe("ws/1");
        _directory.Put(tenant, "openai", "b", Price()).Price.Version.ShouldBe("ws/2");
        _directory.Put(tenant, "openai", "b", Price()).Price.Version.ShouldBe("ws/3");
        tenant.Prices.Count.ShouldBe(2);
    }

    [Fact]
    public void Provider_Deleted_IsGone()
    {
        var tenant = Workspace();
        _directory.Put(tenant, "openai", _ => Account());
        _directory.DeleteProvider(tenant, "openai").ShouldBeTrue();
        _directory.DeleteProvider(tenant, "openai").ShouldBeFalse();
        tenant.Providers.ShouldBeEmpty();
        _store.Load().Providers.ShouldBeEmpty();
    }

    private bool Opens(string text)
    {
        KeySecret.TryParse(text, out var presented).ShouldBeTrue();
        return _directory.TryFindKey(presented.PublicId, out var key) && presented.Opens(key.Key, _time.GetUtcNow());
    }

    private CustomerDirectory Open() => new(_store, _time, new IdSource(_time, new Random(1)), _chance);

    private Tenant Workspace() =>
        _directory.Create(new Workspace { Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default });

    private static Project Project(string name, long? usd) => new()
    {
        Id = default, Workspace = default, Slug = "", Name = name, CreatedAt = default,
        Budget = usd is { } n ? new NanoUsd(n * NanoUsd.PerUsd) : null,
    };

    private static ApiKey Key(Id<ProjectKind>? project, long? usd) => new()
    {
        Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
        Project = project, Budget = usd is { } n ? new NanoUsd(n * NanoUsd.PerUsd) : null,
    };

    private static ProviderAccount Account() => new()
    {
        Workspace = default, Name = "", Kind = "openai", Credentials = [new ProviderCredential([1], 1, "")], UpdatedAt = default,
    };

    private static ModelPrice Price() => new()
    {
        Version = "", Base = new PriceSheet { Input = new UnitPrice(1), Output = new UnitPrice(2) }, ContextWindow = 10, MaxOutputTokens = 5,
    };
}
