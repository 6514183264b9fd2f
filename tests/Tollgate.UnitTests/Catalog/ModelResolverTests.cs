using System.Collections.Frozen;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Catalog;
using Tollgate.Metering.Customers;

namespace Tollgate.UnitTests.Catalog;

public sealed class ModelResolverTests
{
    private const long Now = 1_000;

    // "shared" stands at two providers, of which "first" comes first.
    private readonly ModelResolver _resolver = new(new ModelCatalog(
    [
        Model("first", "shared", "shared-2026"),
        Model("first", "only-pictures") with { Card = Card("first", "only-pictures") with { Endpoints = ["images"] } },
        Model("first", "dated") with
        {
            Prices = [new DatedPrice(500, Tenants.Price("old")), new DatedPrice(2_000, Tenants.Price("new"))],
        },
        Model("second", "shared"),
        Model("second", "only-messages") with { Card = Card("second", "only-messages") with { Endpoints = ["messages"] } },
        Model("practice", "echo") with { BuiltIn = true },
        Model("practice", "fail-*", "fail-500") with { BuiltIn = true },
    ]));

    [Theory]
    [InlineData("shared", null, "first", "shared", "catalog/first/shared")]
    [InlineData("second/shared", null, "second", "shared", "catalog/second/shared")]
    [InlineData("shared-2026", null, "first", "shared-2026", "catalog/first/shared")]
    [InlineData("first/shared-2026", null, "first", "shared-2026", "catalog/first/shared")]
    [InlineData("shared", "second", "second", "shared", "catalog/second/shared")]
    [InlineData("second/shared", "second", "second", "shared", "catalog/second/shared")]
    [InlineData("first/shared", "second", "second", "shared", "catalog/second/shared")]
    [InlineData("practice/echo", null, "practice", "echo", "catalog/practice/echo")]
    [InlineData("only-messages", null, "second", "only-messages", "catalog/second/only-messages")]
    [InlineData("echo", "practice", "practice", "echo", "catalog/practice/echo")]
    [InlineData("practice/fail-418", null, "practice", "fail-418", "catalog/practice/fail-*")]
    public void Resolve_NameOfTheCatalog_IsFoundAtItsProvider(string asked, string? forced, string provider, string model, string version)
    {
        var found = _resolver.Resolve(Tenants.With(), asked, forced, Now, out var refusal);

        refusal.ShouldBeNull();
        found.ShouldNotBeNull();
        (found.Provider, found.Model, found.Price!.Version).ShouldBe((provider, model, version));
        found.FullName.ShouldBe($"{provider}/{model}");
    }

    [Fact]
    public void Resolve_TwoProvidersHaveIt_TakesTheOneWithAnAccount() =>
        Provider(Tenants.With(["second"]), "shared").ShouldBe("second");

    [Fact]
    public void Resolve_BothHaveAccounts_TakesTheCatalogsFirst() =>
        Provider(Tenants.With(["second", "first"]), "shared").ShouldBe("first");

    [Fact]
    public void Resolve_OwnPriceElsewhere_GoesBeforeTheCatalog() =>
        Provider(Tenants.With(["first", "own"], ("own", "shared")), "shared").ShouldBe("own");

    [Fact]
    public void Resolve_TwoOwnPrices_TakesTheOneWithAnAccount()
    {
        Provider(Tenants.With(["b"], ("a", "m"), ("b", "m")), "m").ShouldBe("b");
        Provider(Tenants.With([], ("a", "m"), ("second", "m")), "m").ShouldBe("second");
    }

    [Fact]
    public void Resolve_OwnPriceOfACatalogModel_PricesItAndItsAliases()
    {
        var tenant = Tenants.With(["first"], ("first", "shared"));

        foreach (var name in new[] { "shared", "shared-2026", "first/shared" })
        {
            var found = _resolver.Resolve(tenant, name, null, Now, out _);
            found!.Price!.Version.ShouldBe("ws/first/shared");
            found.Card.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Resolve_NameWithSlashAtAGatheringProvider_IsTheModelsNameThere()
    {
        var tenant = Tenants.With(["gather"], ("gather", "first/shared"), ("gather", "meta/llama"));

        _resolver.Resolve(tenant, "first/shared", "gather", Now, out _)!.Model.ShouldBe("first/shared");
        _resolver.Resolve(tenant, "first/shared", null, Now, out _)!.Provider.ShouldBe("first");
        _resolver.Resolve(tenant, "meta/llama", null, Now, out _)!.FullName.ShouldBe("gather/meta/llama");
        _resolver.Resolve(tenant, "gather/meta/llama", null, Now, out _)!.Model.ShouldBe("meta/llama");
    }

    [Theory]
    [InlineData("nonsense", null, null)]
    [InlineData("shred", null, "shared")]
    [InlineData("practice/ecko", null, "practice/echo")]
    [InlineData("echo", null, null)]
    [InlineData("first/", null, null)]
    [InlineData("only-pictures", null, null)]
    [InlineData("first/only-pictures", null, null)]
    [InlineData("shared", "nobody", "shared")]
    [InlineData("own-x", null, "own-m")]
    public void Resolve_NobodyHasIt_IsNotFoundWithTheNearestName(string asked, string? forced, string? meant)
    {
        var tenant = Tenants.With(["first", "own"], ("own", "own-m"));

        _resolver.Resolve(tenant, asked, forced, Now, out var refusal).ShouldBeNull();

        refusal!.Code.ShouldBe(ErrorCode.MODEL_NOT_FOUND);
        refusal.Extras["model"].ShouldBe(asked);
        refusal.Extras["did_you_mean"].ShouldBe(meant);
    }

    [Fact]
    public void Resolve_NearestNameWithoutAnAccount_IsNotProposed()
    {
        _resolver.Resolve(Tenants.With(), "shred", null, Now, out var refusal);

        refusal!.Extras["did_you_mean"].ShouldBeNull();
    }

    [Theory]
    [InlineData("first/brand-new", null)]
    [InlineData("brand-new", "first")]
    [InlineData("account/anything", null)]
    public void Resolve_ProviderKnownButNoPrice_IsUnpriced(string asked, string? forced)
    {
        var tenant = Tenants.With(["account"]);

        _resolver.Resolve(tenant, asked, forced, Now, out var refusal).ShouldBeNull();
        refusal!.Code.ShouldBe(ErrorCode.MODEL_UNPRICED);
        refusal.Extras.Keys.ShouldBe(["model"]);

        var allowed = _resolver.Resolve(tenant.AllowingUnpriced(), asked, forced, Now, out refusal);
        refusal.ShouldBeNull();
        allowed!.Price.ShouldBeNull();
    }

    [Fact]
    public void Resolve_PriceChanges_TakesTheOneInForceEachTime()
    {
        var tenant = Tenants.With();

        _resolver.Resolve(tenant, "dated", null, 499, out var before).ShouldBeNull();
        before!.Code.ShouldBe(ErrorCode.MODEL_UNPRICED);
        _resolver.Resolve(tenant, "dated", null, 1_999, out _)!.Price!.Version.ShouldBe("old");
        _resolver.Resolve(tenant, "dated", null, 2_000, out _)!.Price!.Version.ShouldBe("new");
        _resolver.Resolve(tenant, "dated", null, 1_999, out _)!.Price!.Version.ShouldBe("old");
    }

    [Fact]
    public void Resolve_AccountsOrPricesReplaced_AnswersAnew()
    {
        var tenant = Tenants.With(["first"]);
        Provider(tenant, "shared").ShouldBe("first");

        tenant.Prices = Tenants.With([], ("own", "shared")).Prices;
        Provider(tenant, "shared").ShouldBe("own");
        tenant.Prices = FrozenDictionary<(string Provider, string Model), Metering.Prices.ModelPrice>.Empty;
        tenant.Providers = Tenants.With(["second"]).Providers;
        Provider(tenant, "shared").ShouldBe("second");
    }

    [Fact]
    public void Resolve_NameMetBefore_AllocatesNothing()
    {
        var tenant = Tenants.With(["first"]);
        var first = _resolver.Resolve(tenant, "shared", null, Now, out _);
        _ = _resolver.ResolveForTest(tenant, "shared", null, Now, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = _resolver.Resolve(tenant, "shared", null, Now, out _);
        var test = _resolver.ResolveForTest(tenant, "shared", null, Now, out _);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        again.ShouldBeSameAs(first);
        test!.Provider.ShouldBe("practice");
    }

    [Theory]
    [InlineData("shared", null, "echo", "catalog/first/shared")]
    [InlineData("second/shared", null, "echo", "catalog/second/shared")]
    [InlineData("never-heard-of", null, "echo", "catalog/practice/echo")]
    [InlineData("first/brand-new", null, "echo", "catalog/practice/echo")]
    [InlineData("echo", null, "echo", "catalog/practice/echo")]
    [InlineData("practice/fail-503", null, "fail-503", "catalog/practice/fail-*")]
    [InlineData("fail-503", "practice", "fail-503", "catalog/practice/fail-*")]
    public void ResolveForTest_AnyName_IsAnsweredByPracticeAtItsPrice(string asked, string? forced, string model, string version)
    {
        var found = _resolver.ResolveForTest(Tenants.With(["first"]), asked, forced, Now, out var refusal);

        refusal.ShouldBeNull();
        (found!.Provider, found.Model, found.Price!.Version).ShouldBe(("practice", model, version));
    }

    [Fact]
    public void ResolveForTest_UnknownPracticeModel_IsNotFound()
    {
        _resolver.ResolveForTest(Tenants.With(), "practice/nothing", null, Now, out var refusal).ShouldBeNull();

        refusal!.Code.ShouldBe(ErrorCode.MODEL_NOT_FOUND);
    }

    [Fact]
    public void List_Workspace_ShowsWhatItCanCallByNamesThatLeadThere()
    {
        var tenant = Tenants.With(["second", "own"], ("own", "mine"), ("other", "unreachable"));
        var list = new ModelList(_resolver).List(tenant, all: false, Now);

        list.ShouldBe(
        [
            new ListedModel("shared", 0, "second"),
            new ListedModel("only-messages", 0, "second"),
            new ListedModel("practice/echo", 0, "practice"),
            new ListedModel("practice/fail-500", 0, "practice"),
            new ListedModel("mine", 0, "own"),
        ]);
    }

    [Fact]
    public void List_All_ShowsTheWholeCatalogEachModelOnce()
    {
        var list = new ModelList(_resolver).List(Tenants.With(["second"]), all: true, Now);

        list.Select(m => m.Id).ShouldBe(
            ["shared", "only-messages", "practice/echo", "practice/fail-500", "first/shared", "shared-2026", "only-pictures", "dated"]);
    }

    [Fact]
    public void Find_NameThatCanBeCalled_IsShownAsAskedFor()
    {
        var list = new ModelList(_resolver);

        list.Find(Tenants.With(), "first/shared", Now, out _).ShouldBe(new ListedModel("first/shared", 0, "first"));
        list.Find(Tenants.With(), "nope", Now, out var refusal).ShouldBeNull();
        refusal!.Code.ShouldBe(ErrorCode.MODEL_NOT_FOUND);
    }

    private string Provider(Tenant tenant, string asked) => _resolver.Resolve(tenant, asked, null, Now, out _)!.Provider;

    private static CatalogModel Model(string provider, string model, params string[] aliases) =>
        new(Card(provider, model, aliases), [new DatedPrice(long.MinValue, Tenants.Price($"catalog/{provider}/{model}"))], false);

    private static ModelCard Card(string provider, string model, params string[] aliases) => new()
    {
        Provider = provider,
        Model = model,
        Aliases = aliases,
        Kind = "chat",
        Endpoints = ["chat.completions"],
        ContextWindow = 1_000,
        MaxOutputTokens = 100,
    };
}
