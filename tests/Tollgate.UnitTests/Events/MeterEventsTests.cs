using System.Text.Json;
using Tollgate.Metering;
using Tollgate.Metering.Events;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Events;

public sealed class MeterEventsTests
{
    private readonly Books _books = new();

    [Fact]
    public async Task ClampedCalls_TenThousandWithinAMinute_AreOneEvent()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await SettleAsync(CallFlags.Clamped);
        }

        _books.Commit();
        var happened = _books.Store.Events.ShouldHaveSingleItem();
        happened.Kind.ShouldBe(EventKinds.CallClamped);
        happened.Workspace.ShouldBe(_books.Book.Workspace);
        Field(happened, "request_id").ShouldStartWith("req_");

        _books.Time.Advance(TimeSpan.FromMinutes(1));
        await SettleAsync(CallFlags.Clamped);
        _books.Commit();
        _books.Store.Events.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Variance_OfACall_NamesItsProvider()
    {
        await SettleAsync(CallFlags.Variance);
        _books.Commit();
        var happened = _books.Store.Events.ShouldHaveSingleItem();
        happened.Kind.ShouldBe(EventKinds.ProviderVariance);
        Field(happened, "provider").ShouldBe("openai");
        happened.Data.ShouldContain("\"bound_usd\":0.00000001");
    }

    [Fact]
    public async Task Call_WithNothingToTell_IsNoEvent()
    {
        await SettleAsync(CallFlags.Counted | CallFlags.CallerLeft);
        _books.Commit();
        _books.Store.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Budget_NearItsEndAndSpent_TellsOnceEachAlsoOverARestart()
    {
        _books.Key.Limit = 100;
        await SpendAsync(79);
        _books.Store.Events.ShouldBeEmpty();
        await SpendAsync(1);
        await SpendAsync(1);
        var warning = _books.Store.Events.ShouldHaveSingleItem();
        warning.Kind.ShouldBe(EventKinds.BudgetWarning);
        Field(warning, "scope").ShouldBe("key");
        Field(warning, "mode").ShouldBe("live");
        warning.Data.ShouldContain("\"budget_usd\":0.0000001,\"spent_usd\":0.00000008,\"reserved_usd\":0,");

        _books.Kill();
        await SpendAsync(1);
        _books.Store.Events.Count.ShouldBe(1);
        await SpendAsync(18);
        _books.Store.Events.Select(e => e.Kind).ShouldBe([EventKinds.BudgetWarning, EventKinds.BudgetExhausted]);
    }

    [Fact]
    public async Task Budget_OfANewWindow_TellsAnew()
    {
        _books.Key.Limit = 100;
        await SpendAsync(100);
        _books.Time.Advance(TimeSpan.FromDays(31));
        await SpendAsync(100);
        _books.Store.Events.Count.ShouldBe(2);
        _books.Store.Events.ShouldAllBe(e => e.Kind == EventKinds.BudgetExhausted);
    }

    [Fact]
    public async Task Calls_LostWithTheirProcess_AreOneEventOfTheStart()
    {
        await _books.SendAsync(30);
        await _books.SendAsync(40);
        _books.Commit();
        _books.Journal.KillProcess();
        using (var next = new Meter(_books.Store, _books.Journal, _books.Ids, _books.Time, _books.Options))
        {
            next.Start().Suspended.ShouldBe(2);
            await next.FlushAsync();
        }

        var happened = _books.Store.Events.ShouldHaveSingleItem();
        happened.Kind.ShouldBe(EventKinds.CallSuspended);
        happened.Workspace.ShouldBe(_books.Book.Workspace);
        happened.Data.ShouldContain("\"calls\":2,\"suspended_usd\":0.00000007,");

        // The next start has nothing new to tell.
        _books.Time.Advance(TimeSpan.FromSeconds(1));
        _books.Journal.KillProcess();
        using var last = new Meter(_books.Store, _books.Journal, _books.Ids, _books.Time, _books.Options);
        last.Start();
        await last.FlushAsync();
        _books.Store.Events.Count.ShouldBe(1);
    }

    private async Task SettleAsync(CallFlags flags)
    {
        var hold = await _books.SendAsync(10);
        hold.Call.Flags |= flags;
        hold.Call.BoundNanoUsd = 10;
        hold.Call.Provider = "openai";
        await _books.SettleAsync(hold, 10);
    }

    private async Task SpendAsync(long amount)
    {
        await _books.SettleAsync(await _books.SendAsync(amount), amount);
        _books.Commit();
    }

    private static string Field(WorkspaceEvent happened, string name) =>
        JsonDocument.Parse(happened.Data).RootElement.GetProperty(name).GetString()!;
}
