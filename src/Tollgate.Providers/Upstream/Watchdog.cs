namespace Tollgate.Providers.Upstream;

/// <summary>Keeps the time limits of all calls with one coarse timer, which runs only while there are calls. A limit is never cut short
/// and never overrun by more than two intervals.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly List<Watched> _due = [];
    private Watched? _first;
    private bool _running;
    private long _now;

    public Watchdog(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static dog => ((Watchdog)dog!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Time of the last look, in ticks of this watchdog's clock: coarse, and right only while there are calls.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Time by the clock itself, in the same ticks.</summary>
    public long Measure() => _time.GetElapsedTime(_start).Ticks;

    /// <summary>A deadline that far from now, in ticks of this watchdog's clock.</summary>
    public long After(TimeSpan limit) =>
        limit < TimeSpan.Zero || limit.TotalDays > 365 ? long.MaxValue : Now + limit.Ticks + Interval.Ticks;

    public void Add(Watched call)
    {
        lock (_gate)
        {
            if (!_running)
            {
                _running = true;
                Volatile.Write(ref _now, Measure());
                _timer.Change(Interval, Interval);
            }

            call.Next = _first;
            if (_first is not null)
            {
                _first.Previous = call;
            }

            _first = call;
            call.IsListed = true;
        }
    }

    /// <summary>Harmless when the call is not watched any more.</summary>
    public void Remove(Watched call)
    {
        lock (_gate)
        {
            if (!call.IsListed)
            {
                return;
            }

            call.IsListed = false;
            if (call.Previous is null)
            {
                _first = call.Next;
            }
            else
            {
                call.Previous.Next = call.Next;
            }

            if (call.Next is not null)
            {
                call.Next.Previous = call.Previous;
            }

            call.Next = call.Previous = null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        Watched[] due;
        long now;
        lock (_gate)
        {
            now = Measure();
            Volatile.Write(ref _now, now);
            if (_first is null)
            {
                _running = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            for (var call = _first; call is not null; call = call.Next)
            {
                if (call.IsDue(now))
                {
                    _due.Add(call);
                }
            }

            due = _due.Count == 0 ? [] : [.. _due];
            _due.Clear();
        }

        foreach (var call in due)
        {
            call.Expire(now);
        }
    }
}

/// <summary>A call whose time is limited. Its deadlines are set by its owner and read by the watchdog, on different threads.</summary>
internal abstract class Watched
{
    private long _step = long.MaxValue;
    private long _total = long.MaxValue;

    internal Watched? Next { get; set; }

    internal Watched? Previous { get; set; }

    internal bool IsListed { get; set; }

    /// <summary>Deadline of what is waited for now; <see cref="long.MaxValue"/> when nothing is.</summary>
    protected long StepDeadline
    {
        get => Volatile.Read(ref _step);
        set => Volatile.Write(ref _step, value);
    }

    /// <summary>Deadline of the whole call.</summary>
    protected long TotalDeadline
    {
        get => Volatile.Read(ref _total);
        set => Volatile.Write(ref _total, value);
    }

    internal bool IsDue(long now) => now >= StepDeadline || now >= TotalDeadline;

    /// <summary>Ends the call if it is still due; may come more than once.</summary>
    internal abstract void Expire(long now);
}
