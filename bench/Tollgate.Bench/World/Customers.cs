using System.Security.Cryptography;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Testing;

namespace Tollgate.Bench.World;

/// <summary>One workspace with an account at OpenAI, a project and a key, each with a budget that does not run out.</summary>
internal sealed class Customers
{
    public Customers()
    {
        var ids = new IdSource(TimeProvider.System, new Random(1));
        Directory = new CustomerDirectory(new MemoryCustomerStore(), TimeProvider.System, ids, RandomNumberGenerator.Create());
        var budget = new NanoUsd(1_000_000 * NanoUsd.PerUsd);
        var tenant = Directory.Create(new Workspace
        {
            Id = default, Name = "bench", Plan = Plan.SelfHosted, Budget = budget, RequestsPerMinute = int.MaxValue, CreatedAt = default,
        });
        Directory.Put(tenant, "openai", _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id, Name = "openai", Kind = "openai", Credentials = [], UpdatedAt = Now,
        });
        var project = Directory.Create(tenant, new Project
        {
            Id = default, Workspace = default, Slug = "", Name = "bench", Budget = budget, CreatedAt = default,
        })!;
        var issued = Directory.Create(tenant, new ApiKey
        {
            Id = default, Workspace = default, Project = project.Project.Id, Name = "bench", PublicId = "", SecretHash = [],
            Mode = KeyMode.Live, Budget = budget, CreatedAt = default,
        });
        (Key, Secret, Ids) = (issued.Key, issued.Secret, ids);
    }

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public static long NowMs { get; } = Now.ToUnixTimeMilliseconds();

    public CustomerDirectory Directory { get; }

    public TenantKey Key { get; }

    public string Secret { get; }

    public IdSource Ids { get; }
}
