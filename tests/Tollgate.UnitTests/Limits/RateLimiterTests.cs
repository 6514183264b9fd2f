using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Limits;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Limits;

public sealed class RateLimiterTests
{
    private static readonly long Window = TimeSpan.FromSeconds(60).Ticks;
    private static readonly long Slot = TimeSpan.FromMilliseconds(50).Ticks;

    [Fact]
    public void TryAcquire_LogMode_DecidesExactlyAsARollingWindow() =>
        Prop.ForAll(
            Schedules(mostPause: 20_000).ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(),
            (pauses, limit) =>
            {
                var time = new ManualTime();
                var limiter = new RateLimiter(time);
                var taken = new List<long>();
                foreach (var pause in pauses)
                {
                    time.Advance(TimeSpan.FromMilliseconds(pause));
                    var now = time.GetTimestamp();
                    var room = taken.Count(t => t > now - Window) < limit;
                    limiter.TryAcquire(limit).Allowed.ShouldBe(room);
                    if (room)
                    {
                        taken.Add(now);
                    }
                }

                MostInAnyWindow(taken).ShouldBeLessThanOrEqualTo(limit);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryAcquire_SlotMode_IsNeverOverAndRefusesAtMostASlotEarly() =>
        Prop.ForAll(
            Schedules(mostPause: 200).ToArbitrary(), Gen.Choose(6_001, 6_400).ToArbitrary(),
            (pauses, limit) =>
            {
                var time = new ManualTime();
                var limiter = new RateLimiter(time);
                var taken = new List<long>();
                foreach (var pause in pauses)
                {
                    time.Advance(TimeSpan.FromMilliseconds(pause) + TimeSpan.FromTicks(pause * 37));
                    var now = time.GetTimestamp();
                    for (var i = 0; i < 900; i++)
                    {
                        if (limiter.TryAcquire(limit).Allowed)
                        {
                            taken.Add(now);
                        }
                        else
                        {
                            taken.Count(t => t > now - Window - Slot).ShouldBeGreaterThanOrEqualTo(limit, "refused while there was room");
                            break;
                        }
                    }
                }

                MostInAnyWindow(taken).ShouldBeLessThanOrEqualTo(limit);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void TryAcquire_LimitChangesAtRunTime_NeverPassesTheOneInForce() =>
        Prop.ForAll(
            Schedules(mostPause: 15_000).ToArbitrary(),
            Gen.ListOf(Gen.Elements(1, 3, 10, 6_000, 6_001, 7_000, 1_000_000_000, int.MaxValue), 60).ToArbitrary(),
            (pauses, limits) =>
            {
                var time = new ManualTime();
                var limiter = new RateLimiter(time);
                var taken = new List<long>();
                var which = limits.ToList();
                var at = 0;
                foreach (var pause in pauses)
                {
                    var limit = which[at++ % which.Count];
                    time.Advance(TimeSpan.FromMilliseconds(pause));
                    var now = time.GetTimestamp();
                    for (var i = 0; i < 5; i++)
                    {
                        var certain = taken.Count(t => t > now - Window);
                        var possible = taken.Count(t => t > now - Window - Slot);
                        var decision = limiter.TryAcquire(limit);
                        (decision.Allowed ? certain < limit : possible >= limit).ShouldBeTrue();
                        decision.Remaining.ShouldBeLessThanOrEqualTo(limit);
                        if (decision.Allowed)
                        {
                            taken.Add(now);
                        }
                    }
                }
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(6_000)]
    [InlineData(60_000)]
    public void TryAcquire_LimitUsedUp_SaysWhenToComeBack(int limit)
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);
        for (var i = 0; i < limit; i++)
        {
            limiter.TryAcquire(limit).Remaining.ShouldBe(limit - i - 1);
        }

        time.Advance(TimeSpan.FromSeconds(10.5));
        var refused = limiter.TryAcquire(limit);

        refused.Allowed.ShouldBeFalse();
        refused.Remaining.ShouldBe(0);
        refused.LimitPerMinute.ShouldBe(limit);
        refused.RetryAfterSeconds.ShouldBe(50);
        refused.ResetUnixSeconds.ShouldBe(time.GetUtcNow().AddSeconds(49.5).ToUnixTimeSeconds());
        time.Advance(TimeSpan.FromSeconds(49.5));
        limiter.TryAcquire(limit).ShouldBe(
            new RateDecision(true, limit, limit - 1, time.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds(), 0));
    }

    [Fact]
    public void TryAcquire_LimitLowered_WaitsUntilEnoughHasLeft()
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);
        for (var i = 0; i < 10; i++)
        {
            limiter.TryAcquire(10).Allowed.ShouldBeTrue();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // Permits at seconds 0 to 9; now is second 10. Two a minute: all but one must leave, the ninth (second 8) does at second 68.
        limiter.TryAcquire(2).RetryAfterSeconds.ShouldBe(58);
        limiter.TryAcquire(10).RetryAfterSeconds.ShouldBe(50);
        time.Advance(TimeSpan.FromSeconds(58));
        limiter.TryAcquire(2).Allowed.ShouldBeTrue();
        limiter.TryAcquire(2).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void TryAcquire_WallClockSet_WindowGoesOnAndTheHeaderFollows()
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);
        limiter.TryAcquire(1).Allowed.ShouldBeTrue();

        time.SetWallClock(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(59));
        limiter.TryAcquire(1).Allowed.ShouldBeFalse();
        limiter.Peek(1).ResetUnixSeconds.ShouldBe(time.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds());

        time.SetWallClock(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        time.Advance(TimeSpan.FromSeconds(1));
        limiter.TryAcquire(1).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void Peek_AnyTime_TakesNothing()
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);

        limiter.Peek(2).ShouldBe(new RateDecision(true, 2, 2, time.GetUtcNow().ToUnixTimeSeconds(), 0));
        limiter.TryAcquire(2);
        limiter.Peek(2).Remaining.ShouldBe(1);
        limiter.Peek(2).Remaining.ShouldBe(1);
        limiter.TryAcquire(2).Allowed.ShouldBeTrue();
        limiter.Peek(2).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void TryAcquire_LimitBelowOne_IsAMistakeOfTheCaller() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new RateLimiter(new ManualTime()).TryAcquire(0));

    [Fact]
    public async Task TryAcquire_ManyThreads_GrantExactlyTheLimit()
    {
        var limiter = new RateLimiter(new ManualTime());
        var granted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (limiter.TryAcquire(5_000).Allowed)
                {
                    Interlocked.Increment(ref granted);
                }
            }
        })));

        granted.ShouldBe(5_000);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(60_000)]
    public void TryAcquire_RingGrown_AllocatesNothing(int limit)
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);
        Fill();
        time.Advance(TimeSpan.FromSeconds(61));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Fill();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        refused.ShouldBe(10);

        int Fill()
        {
            var no = 0;
            for (var i = 0; i < limit + 10; i++)
            {
                no += limiter.TryAcquire(limit).Allowed ? 0 : 1;
            }

            return no;
        }
    }

    private static Gen<int[]> Schedules(int mostPause) =>
        from length in Gen.Choose(1, 150)
        from pauses in Gen.ArrayOf(
            Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 60), Gen.Choose(0, mostPause), Gen.Constant(60_000), Gen.Constant(59_999)), length)
        select pauses;

    // Every window that matters ends with a permit.
    private static int MostInAnyWindow(List<long> taken)
    {
        var most = 0;
        var from = 0;
        for (var to = 0; to < taken.Count; to++)
        {
            while (taken[from] <= taken[to] - Window)
            {
                from++;
            }

            most = Math.Max(most, to - from + 1);
        }

        return most;
    }
}
