using Tollgate.Metering;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;
using Tollgate.StorageTests.Fixtures;
using Tollgate.Testing;

namespace Tollgate.StorageTests;

/// <summary>What a workspace's owner and its keys did is still there after the process has ended.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SeededBytes _chance = new(3);
    private readonly SqliteFixture _store = new();
    private readonly IdSource _ids;

    public RestartTests() => _ids = new IdSource(_time, new Random(3));

    [Fact]
    public async Task Restart_WithRunKeysTopUpsCallsAndEvents_GoesOnWhereItWas()
    {
        var (customers, meter) = Open();
        var tenant = customers.Create(new Workspace
        {
            Id = default, Name = "w", Plan = Plan.Pro, CreatedAt = default, Budget = new NanoUsd(1_000),
        });
        var parent = customers.Create(tenant, Draft());
        var child = customers.Mint(parent.Key, Draft() with { Budget = new NanoUsd(500), ExpiresAt = _time.GetUtcNow().AddDays(3) }, 10)!;
        var ended = customers.Mint(parent.Key, Draft() with { Budget = new NanoUsd(500), ExpiresAt = _time.GetUtcNow().AddHours(1) }, 10)!;
        customers.TopUps.Give(tenant.Workspace.Id, [child.Key.Line], meter.Window(tenant.Book, child.Key.Line), new NanoUsd(100)).ShouldBeTrue();
        var lines = tenant.LinesOf(AccountScope.Workspace, tenant.Workspace.Id.Value);
        customers.TopUps.Give(tenant.Workspace.Id, lines, meter.Window(tenant.Book, tenant.Book.Live), new NanoUsd(7)).ShouldBeTrue();
        await SpendAsync(meter, child.Key, 400);
        await SpendAsync(meter, child.Key, 120);
        meter.Stop();
        _store.Reopen();
        _time.Advance(TimeSpan.FromHours(2));

        (customers, meter) = Open();
        using (meter)
        {
            tenant = customers.Tenants.Single();
            var again = tenant.Keys[child.Key.Key.Id];
            again.Parent.ShouldBe(tenant.Keys[parent.Key.Key.Id]);
            again.Parent!.Children.Select(c => c.Key.Id).ShouldBe([child.Key.Key.Id, ended.Key.Key.Id]);
            meter.Status(tenant.Book, again.Line).ShouldBe(
                new BudgetStatus(600, 520, 0, child.Key.Key.LifeEnd!.Value.ToUnixTimeMilliseconds()));
            meter.Status(tenant.Book, again.Parent.Line).Spent.ShouldBe(520);
            meter.Status(tenant.Book, tenant.Book.Live).Limit.ShouldBe(1_007);
            tenant.Quota.Read(50_000, _time.GetUtcNow().ToUnixTimeMilliseconds(), TimeZoneInfo.Utc).Used.ShouldBe(2);
            _store.Events.List(tenant.Workspace.Id, null, null, 10).ShouldHaveSingleItem().Kind.ShouldBe(EventKinds.BudgetWarning);

            // Two days after their end run keys are gone for good; the books still stand.
            _time.Advance(TimeSpan.FromDays(6));
            customers.ForgetEndedChildren().ShouldBe(2);
        }

        _store.Reopen();
        (customers, meter) = Open();
        using (meter)
        {
            customers.Tenants.Single().Keys.Keys.ShouldBe([parent.Key.Key.Id]);
            meter.Verify().Findings.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Restart_AfterATopUpAndAChangeOfPeriodWithoutACall_StaysInTheWindowThatWasToppedUp()
    {
        var (customers, meter) = Open();
        var tenant = customers.Create(new Workspace
        {
            Id = default, Name = "w", Plan = Plan.Pro, CreatedAt = default, Budget = new NanoUsd(1_000),
        });
        var lines = tenant.LinesOf(AccountScope.Workspace, tenant.Workspace.Id.Value);
        var window = meter.Window(tenant.Book, tenant.Book.Live);
        customers.TopUps.Give(tenant.Workspace.Id, lines, window, new NanoUsd(7)).ShouldBeTrue();
        customers.Change(tenant, w => w with { Period = BudgetPeriod.Day });
        meter.Stop();
        _store.Reopen();

        (customers, meter) = Open();
        using (meter)
        {
            tenant = customers.Tenants.Single();
            meter.Status(tenant.Book, tenant.Book.Live).ShouldBe(new BudgetStatus(1_007, 0, 0, window.EndMs));
            meter.Status(tenant.Book, tenant.Book.Test).ShouldBe(new BudgetStatus(1_007, 0, 0, window.EndMs));
            meter.Verify().Findings.ShouldBeEmpty();
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        _chance.Dispose();
    }

    private static ApiKey Draft() => new()
    {
        Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
    };

    private (CustomerDirectory Customers, Meter Meter) Open()
    {
        var customers = new CustomerDirectory(_store.Customers, _time, _ids, _chance);
        var meter = new Meter(_store.Ledger, _store.Storage.Holds, _ids, _time, new LedgerOptions { Gather = TimeSpan.Zero });
        meter.Start();
        foreach (var tenant in customers.Tenants)
        {
            meter.Adopt(tenant.Book);
            QuotaHistory.Restore(tenant, _store.Calls, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return (customers, meter);
    }

    private async Task SpendAsync(Meter meter, TenantKey key, long amount)
    {
        var nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var (hold, _) = await meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book, Key = key.Line, Parent = key.Parent?.Line, Mode = KeyMode.Live, Provider = "openai", Amount = amount,
            NowMs = nowMs, DeadlineMs = nowMs + 1_000,
            Call = new CallRecord
            {
                RequestId = _ids.Next<RequestKind>(), AtMs = nowMs, Workspace = key.Tenant.Workspace.Id, Key = key.Key.Id,
                Mode = KeyMode.Live, Route = "chat.completions",
            },
        });
        (await meter.CommitHoldAsync(hold.ShouldNotBeNull(), strict: false)).ShouldBeTrue();
        hold.Call.CostNanoUsd = amount;
        await meter.SettleAsync(hold, amount, strict: false);
        await meter.FlushAsync();
    }
}
