using System.Collections.Frozen;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Catalog;

/// <summary>Workspaces with the accounts and prices that a story needs.</summary>
internal static class Tenants
{
    public static Tenant With(string[]? accounts = null, params (string Provider, string Model)[] priced)
    {
        var time = new ManualTime();
        var workspace = new Workspace
        {
            Id = new Id<WorkspaceKind>(1),
            Name = "w",
            Plan = Plan.SelfHosted,
            CreatedAt = time.GetUtcNow(),
        };
        return new Tenant(workspace, time)
        {
            Providers = (accounts ?? []).ToFrozenDictionary(name => name, Account),
            Prices = priced.ToFrozenDictionary(p => p, p => Price($"ws/{p.Provider}/{p.Model}")),
        };
    }

    public static Tenant AllowingUnpriced(this Tenant tenant)
    {
        tenant.Workspace = tenant.Workspace with { Settings = new WorkspaceSettings { AllowUnpriced = true } };
        return tenant;
    }

    public static ModelPrice Price(string version) => new()
    {
        Version = version,
        Base = new PriceSheet { Input = new UnitPrice(1), Output = new UnitPrice(2) },
        ContextWindow = 1_000,
        MaxOutputTokens = 100,
    };

    private static ProviderAccount Account(string name) => new()
    {
        Workspace = new Id<WorkspaceKind>(1),
        Name = name,
        Kind = "openai_compatible",
        Credentials = [],
        UpdatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };
}
