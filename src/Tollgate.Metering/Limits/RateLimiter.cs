namespace Tollgate.Metering.Limits;

/// <summary>Never more than the limit in any rolling 60 s. Up to 6,000 a minute a sliding log, exact; above, slots of 50 ms, each
/// counted whole: never over, refused early by at most 50 ms. No allocation per check. One per workspace; the limit may be changed at run
/// time, up or down. Thread-safe. Windows follow the monotonic clock; the wall clock is read for the header alone.</summary>
public sealed class RateLimiter
{
    private const int LargestLog = 6_000;
    private const int SlotsPerSecond = 20;

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly long _perSecond;
    private readonly long _window;
    private readonly long _slot;
    private readonly long _wallEvery;

    // Both modes share one ring, oldest first, so that a change of the limit loses no history. A run is a single moment in the log and
    // up to 50 ms in slots. Live runs are at most 6,000 (log) + 1,201 (slots).
    private Run[] _runs = [];
    private int _head;
    private int _count;
    private long _taken;

    // End of the slot that the last run belongs to; the least value for one of the log.
    private long _slotEnd = long.MinValue;

    // When a refused request could be let in, remembered while nothing changed: a flood of refusals must not walk the ring each time.
    private long _freeAt;
    private int _freeAtLimit;

    // The wall clock is read ten times a second at most: whole seconds are asked of it, and reading it costs as much as all the rest.
    private long _wallReadAt;
    private long _wallUtcTicks = long.MinValue;

    public RateLimiter(TimeProvider time)
    {
        _time = time;
        _perSecond = time.TimestampFrequency;
        _window = 60 * _perSecond;
        _slot = Math.Max(1, _perSecond / SlotsPerSecond);
        _wallEvery = _perSecond / 10;
    }

    /// <summary>Takes a permit if there is one. <paramref name="limitPerMinute"/> is the limit in force for this request, at least 1.</summary>
    public RateDecision TryAcquire(int limitPerMinute) => Decide(limitPerMinute, take: true);

    /// <summary>The headers' facts without taking a permit.</summary>
    public RateDecision Peek(int limitPerMinute) => Decide(limitPerMinute, take: false);

    private RateDecision Decide(int limit, bool take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        bool allowed;
        long remaining;
        long reset;
        var untilFree = 0L;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            DropOlderThan(now - _window);
            allowed = _taken < limit;
            if (!allowed)
            {
                untilFree = FreeAt(limit) - now;
            }
            else if (take)
            {
                Add(now, exact: limit <= LargestLog);
            }

            remaining = Math.Max(0, limit - _taken);
            reset = WallSeconds(now, _count == 0 ? now : Last().Until + _window);
        }

        var retryAfter = allowed ? 0 : (int)Math.Max(1, CeilingDivide(untilFree, _perSecond));
        return new RateDecision(allowed, limit, (int)remaining, reset, retryAfter);
    }

    // A permit taken at t counts in [t, t + 60 s).
    private void DropOlderThan(long moment)
    {
        while (_count > 0 && _runs[_head].Until <= moment)
        {
            _taken -= _runs[_head].Permits;
            _head = (_head + 1) & (_runs.Length - 1);
            _count--;
            _freeAtLimit = 0;
        }
    }

    private void Add(long now, bool exact)
    {
        _taken++;
        _freeAtLimit = 0;
        if (_count > 0)
        {
            ref var last = ref Last();
            if (now <= last.Until || (!exact && now < _slotEnd))
            {
                last.Until = Math.Max(now, last.Until);
                last.Permits++;
                return;
            }
        }

        _slotEnd = exact ? long.MinValue : ((now / _slot) + 1) * _slot;
        if (_count == _runs.Length)
        {
            Grow();
        }

        _runs[(_head + _count) & (_runs.Length - 1)] = new Run { Until = now, Permits = 1 };
        _count++;
    }

    private ref Run Last() => ref _runs[(_head + _count - 1) & (_runs.Length - 1)];

    // Doubles, so that its length stays a power of two and an idle workspace costs nothing.
    private void Grow()
    {
        var larger = new Run[Math.Max(16, _runs.Length * 2)];
        var first = Math.Min(_count, _runs.Length - _head);
        Array.Copy(_runs, _head, larger, 0, first);
        Array.Copy(_runs, 0, larger, first, _count - first);
        _runs = larger;
        _head = 0;
    }

    // More than one run must go where the limit was lowered.
    private long FreeAt(int limit)
    {
        if (_freeAtLimit != limit)
        {
            var excess = _taken - limit;
            var at = _head;
            while (_runs[at].Permits <= excess)
            {
                excess -= _runs[at].Permits;
                at = (at + 1) & (_runs.Length - 1);
            }

            _freeAt = _runs[at].Until + _window;
            _freeAtLimit = limit;
        }

        return _freeAt;
    }

    private long WallSeconds(long now, long moment)
    {
        if (_wallUtcTicks == long.MinValue || now - _wallReadAt >= _wallEvery)
        {
            _wallUtcTicks = _time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
            _wallReadAt = now;
        }

        var until = CeilingDivide((moment - _wallReadAt) * TimeSpan.TicksPerSecond, _perSecond);
        return CeilingDivide(_wallUtcTicks + until, TimeSpan.TicksPerSecond);
    }

    private static long CeilingDivide(long value, long divisor) => (value + divisor - 1) / divisor;

    private struct Run
    {
        /// <summary>Time of its last permit.</summary>
        public long Until;

        public int Permits;
    }
}
