using Tollgate.Providers.Upstream;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Upstream;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public void Limit_NotOver_LeavesTheCall()
    {
        var (time, dog, call) = Start();
        using (dog)
        {
            Advance(time, Limit);

            call.Expired.ShouldBe(0);
        }
    }

    [Fact]
    public void Limit_Over_EndsTheCallWithinTwoIntervals()
    {
        var (time, dog, call) = Start();
        using (dog)
        {
            Advance(time, Limit + Watchdog.Interval + Watchdog.Interval);

            call.Expired.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Limit_OverAfterRemoval_EndsNothing()
    {
        var (time, dog, call) = Start();
        using (dog)
        {
            dog.Remove(call);
            dog.Remove(call);
            Advance(time, Limit * 2);

            call.Expired.ShouldBe(0);
        }
    }

    [Fact]
    public void Calls_Several_EndsOnlyThoseThatAreOver()
    {
        var time = new ManualTime();
        using var dog = new Watchdog(time);
        var calls = Enumerable.Range(0, 5).Select(i => new Call(dog, TimeSpan.FromSeconds(i % 2 == 0 ? 1 : 60))).ToList();
        dog.Remove(calls[2]);

        Advance(time, TimeSpan.FromSeconds(2));

        calls.Select(c => c.Expired > 0).ShouldBe([true, false, false, false, true]);
    }

    [Fact]
    public void Clock_AfterAPauseWithoutCalls_DoesNotCutTheNextCallShort()
    {
        var time = new ManualTime();
        using var dog = new Watchdog(time);
        Advance(time, TimeSpan.FromMinutes(5));
        var call = new Call(dog, Limit);

        Advance(time, Limit);

        call.Expired.ShouldBe(0);
    }

    private static (ManualTime Time, Watchdog Dog, Call Call) Start()
    {
        var time = new ManualTime();
        var dog = new Watchdog(time);
        return (time, dog, new Call(dog, Limit));
    }

    private static void Advance(ManualTime time, TimeSpan by)
    {
        for (var moved = TimeSpan.Zero; moved < by; moved += Watchdog.Interval)
        {
            time.Advance(Watchdog.Interval);
        }
    }

    private sealed class Call : Watched
    {
        public Call(Watchdog dog, TimeSpan limit)
        {
            dog.Add(this);
            StepDeadline = dog.After(limit);
        }

        public int Expired { get; private set; }

        internal override void Expire(long now) => Expired++;
    }
}
