namespace Tollgate.Testing;

/// <summary>A clock that moves when told to. Timers fire on the thread that advances it.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private long _ticks;

    /// <summary>Starts at noon of 15 January 2026, UTC.</summary>
    public ManualTime()
        : this(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Moves wall clock and monotonic clock on and fires what came due.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _now += by;
            Interlocked.Add(ref _ticks, by.Ticks);
            due = _timers.Where(t => t.DueTicks <= _ticks).ToList();
        }

        foreach (var timer in due)
        {
            timer.Fire(GetTimestamp());
        }
    }

    /// <summary>Sets the wall clock alone, as an operator or NTP does; the monotonic clock goes on.</summary>
    public void SetWallClock(DateTimeOffset now)
    {
        lock (_gate)
        {
            _now = now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(callback, state, t =>
        {
            lock (_gate)
            {
                _timers.Remove(t);
            }
        });
        timer.Schedule(GetTimestamp(), dueTime, period);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return new Handle(timer, this);
    }

    private sealed class Handle(ManualTimer timer, ManualTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            timer.Schedule(time.GetTimestamp(), dueTime, period);
            return true;
        }

        public void Dispose() => timer.Remove();

        public ValueTask DisposeAsync()
        {
            timer.Remove();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ManualTimer(TimerCallback callback, object? state, Action<ManualTimer> remove)
    {
        private long _periodTicks;

        public long DueTicks { get; private set; } = long.MaxValue;

        public void Schedule(long now, TimeSpan dueTime, TimeSpan period)
        {
            DueTicks = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : now + dueTime.Ticks;
            _periodTicks = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
        }

        public void Fire(long now)
        {
            DueTicks = _periodTicks > 0 ? now + _periodTicks : long.MaxValue;
            callback(state);
        }

        public void Remove() => remove(this);
    }
}
