using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class ParentTests
{
    private readonly Books _books = new();
    private readonly BudgetLine _child;

    public ParentTests()
    {
        var now = _books.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _child = new BudgetLine(AccountScope.Key, 77, KeyMode.Live) { Limit = 50, Window = new(now, now + 60 * 86_400_000L) };
    }

    [Fact]
    public async Task Child_Spends_CountsOnItselfAndItsParent()
    {
        _books.Key.Limit = 100;
        var hold = await ChildAsync(40);

        await _books.SettleAsync(hold, 30);
        _books.Commit();

        _books.Meter.Status(_books.Book, _child).Spent.ShouldBe(30);
        _books.KeyStatus().Spent.ShouldBe(30);
        _books.WorkspaceStatus().Spent.ShouldBe(30);
        _books.Store.Accounts.Single(a => a.Identity.Scope == AccountScope.KeyControl).Balance.Posted.ShouldBe(-60);
        _books.Store.Verify().Findings.ShouldBeEmpty();
        _books.Store.Verify().PostingsSum.ShouldBe(0);
    }

    [Fact]
    public async Task Child_OverItsOwnCapAndItsParents_OwnIsNamedFirst()
    {
        _books.Key.Limit = 10;

        (await TryAsync(51)).Refusal!.Owner.ShouldBe(_child.Owner);
        var refusal = (await TryAsync(50)).Refusal!;
        refusal.Scope.ShouldBe(AccountScope.Key);
        refusal.Owner.ShouldBe(_books.Key.Owner);
    }

    [Fact]
    public void Child_OnlyLookedAt_LeavesNothingInTheBooks()
    {
        _books.Meter.Status(_books.Book, _child).ShouldBe(new BudgetStatus(50, 0, 0, _child.Window!.Value.EndMs));
        _books.KeyStatus().Spent.ShouldBe(0);
        _books.Commit();
        _books.Store.Accounts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Child_MonthEnds_ItsCapGoesOnAndItsParentsBeginsAnew()
    {
        _books.Key.Limit = 100;
        await _books.SettleAsync(await ChildAsync(40), 40);

        _books.Time.Advance(TimeSpan.FromDays(20));

        _books.KeyStatus().Spent.ShouldBe(0);
        _books.Meter.Status(_books.Book, _child).ShouldBe(new BudgetStatus(50, 40, 0, _child.Window!.Value.EndMs));
        (await TryAsync(11)).Hold.ShouldBeNull();
        (await TryAsync(10)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Child_KilledInANewMonth_ItsSpendIsStillThere()
    {
        await _books.SettleAsync(await ChildAsync(40), 40);
        _books.Time.Advance(TimeSpan.FromDays(20));
        _books.Kill();

        var again = new BudgetLine(AccountScope.Key, 77, KeyMode.Live) { Limit = 50, Window = _child.Window };

        _books.Meter.Status(_books.Book, again).Spent.ShouldBe(40);
    }

    [Fact]
    public async Task Kill_ChildsCallSentWithUnknownOutcome_IsInSuspenseOnAllAndResolvedOnAll()
    {
        _ = await ChildAsync(40);
        _books.Kill();
        _books.KeyStatus().Spent.ShouldBe(40);

        _books.Time.Advance(TimeSpan.FromHours(25));
        _books.Meter.ResolveSuspense().ShouldBe(1);
        _books.Commit();

        _books.Store.Accounts.Count(a => a.Identity.Scope == AccountScope.Key && a.Balance.Posted == 40).ShouldBe(2);
        _books.Store.Accounts.ShouldAllBe(a => a.Balance.Suspense == 0);
        _books.Store.Verify().Findings.ShouldBeEmpty();
        _books.Store.Verify().PostingsSum.ShouldBe(0);
    }

    private async Task<Hold> ChildAsync(long amount)
    {
        var hold = (await TryAsync(amount)).Hold!;
        (await _books.Meter.CommitHoldAsync(hold, strict: false)).ShouldBeTrue();
        return hold;
    }

    private Task<HoldOutcome> TryAsync(long amount) =>
        _books.HoldAsync(_books.Request(amount) with { Key = _child, Parent = _books.Key });
}
