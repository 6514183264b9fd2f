using System.Runtime.InteropServices;

namespace Tollgate.Inference.Health;

/// <summary>Circuit breaker and cool-down of one key at one provider. A state machine without a clock: times come in, in milliseconds of one that
/// never goes back. A key that is well is read and reported on without a lock.</summary>
public sealed class KeyHealth
{
    /// <summary>Failures in a row that open the breaker.</summary>
    public const int FailuresToOpen = 10;

    /// <summary>A breaker's first open time; it doubles with every probe that fails.</summary>
    public const long FirstOpenMs = 1_000;

    /// <summary>A breaker's longest open time.</summary>
    public const long MostOpenMs = 30_000;

    /// <summary>Cool-down of a key whose provider named none.</summary>
    public const long CoolMs = 1_000;

    /// <summary>A provider that asks for more is asked again after this.</summary>
    public const long MostCoolMs = 600_000;

    // A probe that never told its end lets another one pass after this.
    private const long ProbeMs = 30_000;

    private readonly Lock _gate = new();
    private int _failures;
    private int _openedInARow;
    private long _openUntil;
    private long _probeUntil;
    private long _coolUntil;
    private KeyFailure? _last;

    /// <summary>What the key may be used for at that moment.</summary>
    public KeyState At(long nowMs)
    {
        var open = Volatile.Read(ref _openUntil);
        if (open != 0)
        {
            return nowMs < open || nowMs < Volatile.Read(ref _probeUntil) ? KeyState.Open : KeyState.HalfOpen;
        }

        return nowMs < Volatile.Read(ref _coolUntil) ? KeyState.Cooling : KeyState.Closed;
    }

    /// <summary>Called right before a call goes out by the key. False when another one is the probe already.</summary>
    public bool TryEnter(long nowMs)
    {
        if (Volatile.Read(ref _openUntil) == 0)
        {
            return true;
        }

        lock (_gate)
        {
            if (At(nowMs) == KeyState.Open)
            {
                return false;
            }

            _probeUntil = _openUntil == 0 ? 0 : nowMs + ProbeMs;
            return true;
        }
    }

    /// <summary>The provider works: a reply has begun. True when that closed the breaker. What failed before is forgotten only with a reply that
    /// ends well, so that a provider that begins each reply and breaks it is not taken for well.</summary>
    public bool Answer() => Volatile.Read(ref _openUntil) != 0 && Close(forget: false);

    /// <summary>A call ended well, or was refused by the provider as a call that it did not like. True when that closed the breaker.</summary>
    public bool Succeed() => (Volatile.Read(ref _failures) != 0 || Volatile.Read(ref _openUntil) != 0) && Close(forget: true);

    /// <summary>The provider failed. True when that opened the breaker.</summary>
    public bool Fail(long nowMs, in KeyFailure failure)
    {
        lock (_gate)
        {
            _failures++;
            _last = failure;
            if (_openUntil == 0)
            {
                if (_failures < FailuresToOpen)
                {
                    return false;
                }

                Open(nowMs);
                return true;
            }

            // Those that were under way when it opened say nothing new; the probe does.
            if (nowMs >= _openUntil)
            {
                Open(nowMs);
            }

            return false;
        }
    }

    /// <summary>The provider answered that there were too many calls. True when that closed the breaker: it works.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="wait">What it asked for; null when it named no time.</param>
    public bool Cool(long nowMs, TimeSpan? wait)
    {
        var ms = wait is { } asked ? (long)Math.Clamp(asked.TotalMilliseconds, 0, MostCoolMs) : CoolMs;
        lock (_gate)
        {
            Volatile.Write(ref _coolUntil, Math.Max(_coolUntil, nowMs + ms));
            _last = new KeyFailure(429, null, null);
        }

        return Answer();
    }

    /// <summary>A call by this key ended without a word on the provider: its caller left.</summary>
    public void Abandon()
    {
        if (Volatile.Read(ref _openUntil) != 0)
        {
            lock (_gate)
            {
                _probeUntil = 0;
            }
        }
    }

    /// <summary>All that is known, at one moment.</summary>
    public KeyHealthView View(long nowMs)
    {
        lock (_gate)
        {
            var state = At(nowMs);
            var until = state switch
            {
                // While another call tries nobody knows how soon it answers: most likely sooner than its longest time.
                KeyState.Open => nowMs < _openUntil ? _openUntil : Math.Min(_probeUntil, nowMs + FirstOpenMs),
                KeyState.Cooling => _coolUntil,
                _ => nowMs,
            };
            return new KeyHealthView(state, TimeSpan.FromMilliseconds(until - nowMs), _failures, _last);
        }
    }

    private void Open(long nowMs)
    {
        var openMs = Math.Min(FirstOpenMs << Math.Min(_openedInARow++, 10), MostOpenMs);
        Volatile.Write(ref _openUntil, nowMs + openMs);
        _probeUntil = 0;
    }

    private bool Close(bool forget)
    {
        lock (_gate)
        {
            var closed = _openUntil != 0;
            _failures = forget ? 0 : _failures;
            _openedInARow = forget ? 0 : _openedInARow;
            _probeUntil = 0;
            Volatile.Write(ref _openUntil, 0);
            return closed;
        }
    }
}

/// <summary>Health of a key at one moment.</summary>
/// <param name="State">Whether calls go out by it.</param>
/// <param name="RetryIn">What is left until they do; zero when they do.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="Last">The last failure; null when there was none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeyHealthView(KeyState State, TimeSpan RetryIn, int Failures, KeyFailure? Last);
