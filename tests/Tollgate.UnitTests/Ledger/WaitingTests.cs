using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

public sealed class WaitingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Books _books = new();
    private int _keys = 100;

    [Fact]
    public async Task Wait_HoldEnds_ItsRoomGoesToTheOneWhoWaits()
    {
        _books.Key.Limit = 100;
        var running = await _books.SendAsync(100);
        var waiting = Wait(60);
        waiting.IsCompleted.ShouldBeFalse();

        await _books.SettleAsync(running, 40);

        (await Answer(waiting)).Hold.ShouldNotBeNull().Amount.ShouldBe(60);
        _books.KeyStatus().ShouldBe(_books.KeyStatus() with { Spent = 40, Reserved = 60 });
    }

    [Fact]
    public async Task Wait_TimeRunsOut_RefusalIsAsWithoutWaiting()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(70);
        var waiting = Wait(60);

        _books.Time.Advance(Second - TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.ShouldBeFalse();
        _books.Time.Advance(TimeSpan.FromMilliseconds(1));

        var refusal = (await Answer(waiting)).Refusal.ShouldNotBeNull();
        refusal.ShouldBe(new HoldRefusal(HoldRefusalReason.Budget, AccountScope.Key, _books.Key.Owner, _books.KeyStatus(), true));
    }

    [Fact]
    public async Task Wait_NoHoldInTheWay_IsRefusedAtOnce()
    {
        _books.Key.Limit = 1_000;
        _books.Book.Live.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(50), 50);
        _ = await _books.SendAsync(10);

        var waiting = Wait(60);

        waiting.IsCompleted.ShouldBeTrue();
        (await waiting).Refusal!.OnlyHoldsInTheWay.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_AnotherAccountIsAtItsEnd_IsRefusedAtOnce()
    {
        _books.Book.Live.Limit = 100;
        await _books.SettleAsync(await _books.SendAsync(50), 50);
        _books.Key.Limit = 110;
        _ = await _books.SendAsync(30);

        // Once nothing is held the key has room for 60, the workspace never will.
        var waiting = Wait(60);

        (await Answer(waiting)).Refusal!.OnlyHoldsInTheWay.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_SeveralInLine_ComeInTheOrderOfArrival()
    {
        _books.Key.Limit = 100;
        var running = await _books.SendAsync(100);
        var waiting = Enumerable.Range(0, 5).Select(_ => Wait(40)).ToList();

        await _books.SettleAsync(running, 0);
        var first = (await Answer(waiting[0])).Hold!;
        var second = (await Answer(waiting[1])).Hold!;
        waiting.Count(w => w.IsCompleted).ShouldBe(2);

        _books.Meter.Release(second);
        _ = await Answer(waiting[2]);
        _books.Meter.Release(first);
        _ = await Answer(waiting[3]);
        waiting[4].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_AThousandInLine_OneEndWakesAsManyAsFit()
    {
        _books.Key.Limit = 1_000;
        var running = await _books.SendAsync(1_000);
        var waiting = Enumerable.Range(0, 1_000).Select(_ => Wait(100)).ToList();

        (await _books.ResizeAsync(running, 700)).ShouldBeNull();

        var woken = await Task.WhenAll(waiting.Take(3).Select(Answer));
        woken.ShouldAllBe(o => o.Hold != null);
        waiting.Skip(3).ShouldAllBe(w => !w.IsCompleted);
        _books.Time.Advance(Second);
        (await Task.WhenAll(waiting.Select(Answer))).Count(o => o.Hold is null).ShouldBe(997);
        _books.KeyStatus().Reserved.ShouldBe(1_000);
    }

    [Fact]
    public async Task Wait_LargeOneAtTheHead_IsNotOvertakenByNewcomersThatWait()
    {
        _books.Key.Limit = 100;
        var (one, two) = (await _books.SendAsync(50), await _books.SendAsync(50));
        var large = Wait(100);

        _books.Meter.Release(one);
        var small = Wait(10);
        small.IsCompleted.ShouldBeFalse();

        _books.Meter.Release(two);
        _books.Meter.Release((await Answer(large)).Hold!);
        (await Answer(small)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_BehindALargeOneThatGivesUp_TakesTheRoomThatIsThere()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(50);
        var large = Wait(100);
        var small = Wait(10, 30 * Second);
        small.IsCompleted.ShouldBeFalse();

        _books.Time.Advance(Second);

        (await Answer(large)).Hold.ShouldBeNull();
        (await Answer(small)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_TimeRunsOutWhileThereIsRoom_IsNotFalselyRefused()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(50);
        var large = Wait(100, 30 * Second);
        var small = Wait(10);

        _books.Time.Advance(Second);

        (await Answer(small)).Hold.ShouldNotBeNull();
        large.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Hold_WithoutWaiting_TakesTheRoomThatIsThere()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(50);
        var large = Wait(100);

        (await _books.HoldAsync(50)).Hold.ShouldNotBeNull();
        large.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_KeysOfTheirOwn_DoNotWaitForEachOther()
    {
        var (a, b) = (NewKey(100), NewKey(100));
        var onA = await HoldAsync(a, 100);
        var onB = await HoldAsync(b, 100);
        var waitsForA = Wait(50, key: a);
        var waitsForB = Wait(50, key: b);

        _books.Meter.Release(onB);

        (await Answer(waitsForB)).Hold.ShouldNotBeNull();
        waitsForA.IsCompleted.ShouldBeFalse();
        _books.Meter.Release(onA);
        (await Answer(waitsForA)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_FirstForTheKeyThenForTheWorkspace_KeepsItsPlace()
    {
        _books.Book.Live.Limit = 150;
        var (a, b) = (NewKey(100), NewKey(1_000));
        var (onA, alsoOnA, onB) = (await HoldAsync(a, 50), await HoldAsync(a, 50), await HoldAsync(b, 50));
        var early = Wait(100, key: a);
        var late = Wait(60, key: b);
        _books.Meter.Release(onA);
        _ = await HoldAsync(b, 50);

        // Now its key has room and the workspace has not: it stands there before the late one.
        _books.Meter.Release(alsoOnA);
        _books.Meter.Release(onB);

        (await Answer(early)).Hold.ShouldNotBeNull();
        late.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_LimitIsRaised_GoesOnWithinATick()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(100);
        var waiting = Wait(50);

        _books.Key.Limit = 150;
        _books.Time.Advance(TimeSpan.FromMilliseconds(50));

        (await CommittedAnswer(waiting)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_BudgetIsToppedUp_GoesOnWithinATick()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(100);
        var waiting = Wait(50);

        _books.Key.TopUp = new TopUp(_books.Meter.Window(_books.Book, _books.Key), 50);
        _books.Time.Advance(TimeSpan.FromMilliseconds(50));

        (await CommittedAnswer(waiting)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Wait_WindowEnds_TakesFromTheNewOne()
    {
        _books.Time.Advance(TimeSpan.FromDays(17) - TimeSpan.FromHours(12) - Second);
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(100);
        var waiting = Enumerable.Range(0, 3).Select(_ => Wait(50, 30 * Second)).ToList();

        _books.Time.Advance(Second);

        (await CommittedAnswer(waiting[0])).Hold.ShouldNotBeNull();
        (await CommittedAnswer(waiting[1])).Hold.ShouldNotBeNull();
        waiting[2].IsCompleted.ShouldBeFalse();
        _books.KeyStatus().Reserved.ShouldBe(100);
    }

    [Fact]
    public async Task Wait_CallerLeaves_ThoseBehindItMoveUp()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(50);
        using var leaves = new CancellationTokenSource();
        var gone = _books.Meter.HoldAsync(_books.Request(100) with { Wait = Second }, leaves.Token).AsTask();
        var behind = Wait(50);

        await leaves.CancelAsync();

        (await Answer(gone)).Refusal!.OnlyHoldsInTheWay.ShouldBeTrue();
        (await Answer(behind)).Hold.ShouldNotBeNull();
    }

    [Fact]
    public async Task Grow_OtherHoldEnds_TakesItsRoom()
    {
        _books.Key.Limit = 100;
        var growing = await _books.SendAsync(40);
        var other = await _books.SendAsync(60);
        var grown = _books.Meter.ResizeAsync(growing, 90, "openai", Second).AsTask();
        grown.IsCompleted.ShouldBeFalse();

        await _books.SettleAsync(other, 10);

        (await grown.WaitAsync(10 * Second)).ShouldBeNull();
        growing.Amount.ShouldBe(90);
        _books.KeyStatus().ShouldBe(_books.KeyStatus() with { Spent = 10, Reserved = 90 });
    }

    [Fact]
    public async Task Grow_ItsCallEndsMeanwhile_IsRefusedAndHoldsNothing()
    {
        _books.Key.Limit = 100;
        var growing = await _books.SendAsync(40);
        _ = await _books.SendAsync(60);
        var grown = _books.Meter.ResizeAsync(growing, 90, "openai", Second).AsTask();

        await _books.SettleAsync(growing, 40);

        (await grown.WaitAsync(10 * Second)).ShouldNotBeNull().Reason.ShouldBe(HoldRefusalReason.Ended);
        _books.KeyStatus().ShouldBe(_books.KeyStatus() with { Spent = 40, Reserved = 60 });
    }

    [Fact]
    public async Task Wait_StoreFailsWhileItsSliceIsGranted_IsRefusedAndThoseWhoWaitForRoomGoOn()
    {
        _books.Key.Limit = 100;
        _ = await _books.SendAsync(100);
        var other = NewKey(100);
        var onOther = await HoldAsync(other, 100);
        _books.Commit();
        var forSlice = Wait(50, 30 * Second);
        var forRoom = Wait(20, 30 * Second, other);
        _books.Key.Limit = 150;
        _books.Time.Advance(TimeSpan.FromMilliseconds(50));

        _books.Store.FailBeforeCommit = true;
        _books.Meter.CommitOnce().ShouldBeFalse();
        (await Answer(forSlice)).Refusal!.Reason.ShouldBe(HoldRefusalReason.StoreUnavailable);
        _books.Meter.TryRecoverStore().ShouldBeTrue();
        _books.Meter.Release(onOther);

        (await Answer(forRoom)).Hold.ShouldNotBeNull();
    }

    private BudgetLine NewKey(long limit) => new(AccountScope.Key, (UInt128)(++_keys), KeyMode.Live) { Limit = limit };

    private async Task<Hold> HoldAsync(BudgetLine key, long amount) =>
        (await _books.HoldAsync(_books.Request(amount) with { Key = key })).Hold.ShouldNotBeNull();

    private Task<HoldOutcome> Wait(long amount, TimeSpan? wait = null, BudgetLine? key = null) =>
        _books.Meter.HoldAsync(_books.Request(amount) with { Wait = wait ?? Second, Key = key ?? _books.Key }).AsTask();

    private static Task<HoldOutcome> Answer(Task<HoldOutcome> waiting) => waiting.WaitAsync(10 * Second);

    private async Task<HoldOutcome> CommittedAnswer(Task<HoldOutcome> waiting)
    {
        while (!waiting.IsCompleted)
        {
            _books.Commit();
            await Task.Yield();
        }

        return await waiting;
    }
}
