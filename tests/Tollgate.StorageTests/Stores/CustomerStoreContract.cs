using System.Text.Json;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of customers must do.</summary>
public abstract class CustomerStoreContract : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(SampleBooks.NowMs + 123);
    private static readonly Id<WorkspaceKind> Owner = new(UInt128.MaxValue - 5);
    private readonly StoreFixture _store;

    protected CustomerStoreContract(StoreFixture store) => _store = store;

    private static Workspace Plain => new() { Id = Owner, Name = "Plain", Plan = Plan.Starter, CreatedAt = Now };

    private static Workspace Full => Plain with
    {
        Name = "Full, \"quoted\" ☂",
        Plan = Plan.SelfHosted,
        Subscription = SubscriptionStatus.PastDue,
        Owner = "full@example.org",
        Budget = new NanoUsd(long.MaxValue),
        Period = BudgetPeriod.Day,
        TimeZone = "Asia/Kathmandu",
        RequestsPerMinute = 12,
        RateLimitOff = true,
        Settings = new WorkspaceSettings
        {
            ReplyBlock = false, AllowUnpriced = true, HostedTools = true, ToolBudgets = true, Durability = Durability.Strict, OnDisconnect = OnDisconnect.Cancel,
        },
    };

    private static Project Client => new() { Id = new Id<ProjectKind>(7), Workspace = Owner, Slug = "client", Name = "Client", CreatedAt = Now };

    private static ApiKey PlainKey => new()
    {
        Id = new Id<KeyKind>(8), Workspace = Owner, Name = "k", PublicId = "abc", SecretHash = [1, 2, 3], Mode = KeyMode.Test, CreatedAt = Now,
    };

    private static ProviderAccount OpenAi => new()
    {
        Workspace = Owner,
        Name = "openai",
        Kind = "openai",
        Credentials = [new ProviderCredential([9, 8, 0], 1, "wxyz"), new ProviderCredential([7], 3, "1234")],
        UpdatedAt = Now,
    };

    private static PriceOverride Price => new(Owner, "openai", "gpt-4o", new ModelPrice
    {
        Version = "ws/3",
        Base = new PriceSheet
        {
            Input = new UnitPrice(2_500_000_000), Output = new UnitPrice(10_000_000_000), CachedInput = new UnitPrice(0),
        },
        LongContext = [new LongContextTier(200_000, new PriceSheet { Input = new UnitPrice(5), Output = new UnitPrice(6) })],
        ServiceTiers = [new ServiceTier("priority", new PriceSheet { Input = new UnitPrice(7), Output = new UnitPrice(8), Reasoning = new UnitPrice(9) })],
        SearchFee = new NanoPerSearch(10_000_000),
        RequestFeeNanoUsd = 4,
        ContextWindow = 128_000,
        MaxOutputTokens = 16_384,
    }, Now);

    [Fact]
    public void Load_NothingSaved_IsEmpty()
    {
        var snapshot = _store.Customers.Load();

        snapshot.Workspaces.ShouldBeEmpty();
        snapshot.Projects.ShouldBeEmpty();
        snapshot.Keys.ShouldBeEmpty();
        snapshot.Providers.ShouldBeEmpty();
        snapshot.Prices.ShouldBeEmpty();
        snapshot.Policies.ShouldBeEmpty();
    }

    [Fact]
    public void Save_Workspace_ComesBackAfterReopen()
    {
        _store.Customers.Save(Plain);
        _store.Reopen();
        _store.Customers.Load().Workspaces.ShouldBe([Plain]);

        _store.Customers.Save(Full);
        _store.Reopen();
        _store.Customers.Load().Workspaces.ShouldBe([Full]);
    }

    [Fact]
    public void Save_Project_ReplacesTheOneOfItsId()
    {
        var full = Client with { Color = "#fff", Description = "d", Budget = new NanoUsd(5), ArchivedAt = Now.AddDays(1), Name = "Other" };
        _store.Customers.Save(Client);
        _store.Customers.Load().Projects.ShouldBe([Client]);

        _store.Customers.Save(full);

        _store.Customers.Load().Projects.ShouldBe([full]);
    }

    [Fact]
    public void Save_Key_ComesBackWithEverything()
    {
        var full = PlainKey with
        {
            Project = new Id<ProjectKind>(7),
            Retired = new RetiredSecret("old", [4, 5], Now.AddHours(1)),
            Mode = KeyMode.Live,
            Budget = new NanoUsd(1),
            ExpiresAt = Now.AddDays(2),
            RevokedAt = Now.AddDays(1),
            WorkflowTag = "tag",
            Models = ["gpt-4o", "a\"b"],
            Scopes = KeyScopes.Infer | KeyScopes.Mint,
            Parent = new Id<KeyKind>(6),
            LifeEnd = Now.AddDays(3),
        };

        _store.Customers.Save(PlainKey);
        Text(_store.Customers.Load().Keys.ShouldHaveSingleItem()).ShouldBe(Text(PlainKey));
        _store.Customers.Save(full);

        Text(_store.Customers.Load().Keys.ShouldHaveSingleItem()).ShouldBe(Text(full));
    }

    [Fact]
    public void Delete_SomeKeys_LeavesTheOthers()
    {
        var keys = Enumerable.Range(1, 4)
            .Select(i => PlainKey with { Id = new Id<KeyKind>((UInt128)i), PublicId = "key" + (char)('a' + i) }).ToList();
        keys.ForEach(_store.Customers.Save);

        _store.Customers.Delete([keys[0].Id, keys[2].Id, new Id<KeyKind>(99)]);
        _store.Reopen();

        _store.Customers.Load().Keys.Select(k => k.Id).ShouldBe([keys[1].Id, keys[3].Id]);
    }

    [Fact]
    public void Save_TopUps_ComeBackWhileTheirWindowLasts()
    {
        var early = TopUp(1, SampleBooks.NowMs + 10);
        var late = TopUp(2, SampleBooks.NowMs + 20) with { Scope = AccountScope.Key, Owner = UInt128.MaxValue, Amount = new NanoUsd(long.MaxValue) };
        _store.Customers.Save(late);
        _store.Customers.Save(early);
        _store.Reopen();

        _store.Customers.LoadTopUps(SampleBooks.NowMs + 9).ShouldBe([early, late]);
        _store.Customers.LoadTopUps(SampleBooks.NowMs + 10).ShouldBe([late]);
        static TopUpGrant TopUp(int id, long end) => new(
            new Id<TopUpKind>((UInt128)id), Owner, AccountScope.Workspace, Owner.Value, new BudgetWindow(SampleBooks.NowMs, end), new NanoUsd(5), Now);
    }

    [Fact]
    public void Save_Provider_ComesBackUntilDeleted()
    {
        var other = OpenAi with { Name = "local", BaseUrl = "http://127.0.0.1:9/v1", Timeout = TimeSpan.FromSeconds(2.5) };
        _store.Customers.Save(OpenAi);
        _store.Customers.Save(other);

        Text(_store.Customers.Load().Providers).ShouldBe(Text(new[] { other, OpenAi }));
        _store.Customers.Delete(Owner, "openai");

        Text(_store.Customers.Load().Providers).ShouldBe(Text(new[] { other }));
    }

    [Fact]
    public void Save_Price_ComesBackExactly()
    {
        _store.Customers.Save(Price with { SetAt = Now.AddDays(-1) });
        _store.Customers.Save(Price);

        Text(_store.Customers.Load().Prices.ShouldHaveSingleItem()).ShouldBe(Text(Price));
    }

    [Fact]
    public void Save_Policies_ReplaceTheWholeListAndComeBackExactly()
    {
        var bare = new RoutingPolicy
        {
            Id = PolicyId.Of(new Id<PolicyKind>(1)), Name = "bare", Enabled = false, Match = new PolicyMatch(), Action = new PolicyAction(),
        };
        var full = new RoutingPolicy
        {
            Id = PolicyId.Of(new Id<PolicyKind>(UInt128.MaxValue)),
            Name = "full \"x\"",
            Enabled = true,
            Match = new PolicyMatch
            {
                Model = "gpt-*", Project = new Id<ProjectKind>(7), ProjectBySlug = true, Key = new Id<KeyKind>(8), KeyByName = true,
                WorkflowTag = "w", Step = "s", Provider = "openai", MinPromptTokens = 0, BudgetUsedPct = 0,
                Hours = new PolicyHours([1, 7], 1_320, 360),
            },
            Action = new PolicyAction
            {
                Block = true, RewriteModel = "m", ForceProvider = "p", Fallback = ["a", "b"], Weighted = [new WeightedModel("c", 3)], CapMaxTokens = 9,
            },
        };
        var other = new WorkspacePolicies(new Id<WorkspaceKind>(99), [bare], Now);
        _store.Customers.Save(new WorkspacePolicies(Owner, [full], Now.AddDays(-1)));
        _store.Customers.Save(other);

        var list = new WorkspacePolicies(Owner, [bare, full], Now);
        _store.Customers.Save(list);
        _store.Reopen();

        Shown(_store.Customers.Load().Policies).ShouldBe(Shown([list, other]));
        static string Shown(IEnumerable<WorkspacePolicies> all) => Text(all.OrderBy(p => p.Workspace).ToList());
    }

    [Fact]
    public void Save_NameIsTaken_ThrowsAndHarmsNothing()
    {
        _store.Customers.Save(Client);

        Should.Throw<InvalidOperationException>(() => _store.Customers.Save(Client with { Id = new Id<ProjectKind>(70) }));

        _store.Customers.Load().Projects.ShouldBe([Client]);
        _store.Ledger.Commit(new CommitBatch { Sequence = 1 });
        _store.Customers.Save(Client with { Name = "still works" });
    }

    [Fact]
    public void Save_DiskFails_ThrowsAndKeepsTheOldUntilLoadedAgain()
    {
        _store.Customers.Save(Plain);
        _store.FailNextCommit();

        Should.Throw<LedgerStoreException>(() => _store.Customers.Save(Full));
        Should.Throw<LedgerStoreException>(() => _store.Customers.Save(Full));

        _store.Ledger.Load(SampleBooks.NowMs);
        _store.Customers.Load().Workspaces.ShouldBe([Plain]);
        _store.Customers.Save(Full);
        _store.Customers.Load().Workspaces.ShouldBe([Full]);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _store.Dispose();

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
