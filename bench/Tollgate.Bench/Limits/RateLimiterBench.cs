using BenchmarkDotNet.Attributes;
using Tollgate.Metering.Limits;

namespace Tollgate.Bench.Limits;

/// <summary>One decision of the rate limiter, clocks included. Goal: under 60 ns, nothing allocated.</summary>
public class RateLimiterBench
{
    private readonly RateLimiter _slots = new(TimeProvider.System);
    private readonly RateLimiter _full = new(TimeProvider.System);
    private readonly RateLimiter _log = new(new Paced());

    [Benchmark]
    public RateDecision Slots() => _slots.TryAcquire(int.MaxValue);

    [Benchmark]
    public RateDecision LogRefused() => _full.TryAcquire(6_000);

    /// <summary>What of it is the reading of the clock.</summary>
    [Benchmark]
    public long ClockAlone() => TimeProvider.System.GetTimestamp();

    /// <summary>On a clock of its own, so that permits keep coming free.</summary>
    [Benchmark]
    public RateDecision Log() => _log.TryAcquire(6_000);

    private sealed class Paced : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => _now += 10;
    }
}
