using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Failover;

/// <summary>A stage with two providers: <c>openai</c> with the model <c>m</c>, whose worst case for the question asked is 285,000 nano-USD, and
/// <c>other</c> with <c>n</c>: 3,727,000; what <c>n</c> reports comes to 33,000.</summary>
internal sealed class FailoverStage : IAsyncDisposable
{
    public const long FirstBound = 285_000;
    public const long SecondBound = 3_727_000;
    public const long SecondUsage = 33_000;

    private FailoverStage(CallStage stage) => Stage = stage;

    public CallStage Stage { get; }

    public FakeUpstream First => Stage.Upstream;

    public FakeUpstream Second { get; } = new();

    public static async Task<FailoverStage> StartAsync(bool fallback, int retries = 1)
    {
        var stage = new FailoverStage(await CallStage.StartAsync(retries: retries));
        stage.Account("other", stage.Second, ("sk-other-upstream-key-wxyz", 1));
        _ = stage.Stage.Customers.Put(stage.Stage.Tenant, "other", "n", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(3 * NanoUsd.PerUsd), Output = new UnitPrice(4 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
        if (fallback)
        {
            stage.FallBackTo("other/n");
        }

        return stage;
    }

    public void FallBackTo(params string[] models) => _ = Stage.Customers.SetPolicies(Stage.Tenant,
    [
        new RoutingPolicy
        {
            Id = default, Name = "p", Enabled = true, Match = new PolicyMatch(), Action = new PolicyAction { Fallback = models },
        },
    ]);

    public void Account(string name, FakeUpstream upstream, params (string Key, int Weight)[] keys) =>
        _ = Stage.Customers.Put(Stage.Tenant, name, _ => new ProviderAccount
        {
            Workspace = Stage.Tenant.Workspace.Id,
            Name = name,
            Kind = "openai_compatible",
            BaseUrl = upstream.BaseUrl.ToString(),
            Credentials = [.. keys.Select(k =>
                new ProviderCredential(Stage.Box.Seal(k.Key, Stage.Tenant.Workspace.Id, name), k.Weight, k.Key[^4..]))],
            UpdatedAt = default,
        });

    /// <summary>A call whose back-off, if there is any, passes in moments. With <paramref name="hangs"/> the first provider's time is over soon.</summary>
    public async Task<Reply> CallAsync(string body, bool hangs = false)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var call = Stage.CallAsync(body);
        while (!call.IsCompleted)
        {
            await ticks.WaitForNextTickAsync();
            var waits = hangs && First.Exchanges.FirstOrDefault() is { ClientClosed.IsCompleted: false };
            Stage.Time.Advance(waits ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(50));
        }

        return await call;
    }

    /// <summary>The call's row; the books are in order and nothing is held any more.</summary>
    public async Task<CallRecord> RowAsync()
    {
        var row = await Stage.SettledRowAsync();
        Stage.Books.Transfers.Sum(t => t.Amount).ShouldBe(row.CostNanoUsd);
        (row.Attempts?.Sum(a => a.CostNanoUsd) ?? row.CostNanoUsd).ShouldBe(row.CostNanoUsd);
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await Stage.DisposeAsync();
    }
}
