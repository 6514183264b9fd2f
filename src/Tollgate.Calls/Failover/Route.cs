using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Health;

namespace Tollgate.Calls.Failover;

/// <summary>Which attempt comes next. A call moves on only: through the keys of its first target, then through the targets of its policy's
/// fallback. Keys that are open or cooling are passed over while there is another one; when nothing else is left a cooling key is tried all
/// the same, since its provider decides, and an open one is not.</summary>
internal sealed class Route(CallServices services, CallContext context, CallPlan plan)
{
    /// <summary>Attempts of one call, at most.</summary>
    public const int MostAttempts = 12;

    /// <summary>First back-off; it doubles with each retry, and half of it is chance.</summary>
    public static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);

    /// <summary>A provider that asks for more than this is not tried again by this call.</summary>
    public static readonly TimeSpan MostWait = TimeSpan.FromSeconds(3);

    /// <summary>All waits of one call together.</summary>
    public static readonly TimeSpan MostWaits = TimeSpan.FromSeconds(8);

    // What is left of a call's time must be worth a try.
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(1);

    private CallTarget?[]? _targets;
    private int _attempts;
    private TimeSpan _waits;

    /// <summary>The first attempt, at the first target where one of its keys may be used. Null when none may: see <see cref="OutOfOrder"/>.
    /// Asked again after an attempt was given up, it is the next one.</summary>
    public Attempt? Start(CallTarget first)
    {
        if (_targets is null)
        {
            _targets = new CallTarget?[1 + plan.Fallback.Count];
            _targets[0] = first;
        }

        return Choose(0, services.UptimeAt(context.StartedTimestamp));
    }

    /// <summary>The attempt after one that failed; null when the call ends with it.</summary>
    public Attempt? After(Attempt failed)
    {
        if (failed.End is AttemptEnd.None or AttemptEnd.Final || _attempts >= MostAttempts || Rest() < LeastRest)
        {
            return null;
        }

        var nowMs = services.UptimeMs;
        if (failed.End == AttemptEnd.Spent)
        {
            return Choose(failed.At + 1, nowMs);
        }

        // Another key at once; then the same one again, unless it was told to wait while there is somewhere else to go.
        return Take(failed.At, nowMs, evenCooling: false)
            ?? (failed.End == AttemptEnd.Failed ? Again(failed, nowMs) : null)
            ?? ChooseFrom(failed.At + 1, nowMs, evenCooling: false)
            ?? (failed.End == AttemptEnd.Limited ? Again(failed, nowMs) : null)
            ?? ChooseFrom(failed.At, nowMs, evenCooling: true);
    }

    /// <summary>Why there is no first attempt: the breaker of the first target is open; the refusal is that of its last failure.</summary>
    public Refusal OutOfOrder(CallTarget first)
    {
        KeyHealthView? soonest = null;
        foreach (var key in first.Keys)
        {
            if (key?.Health?.View(services.UptimeMs) is { } health && (soonest is null || health.RetryIn < soonest.Value.RetryIn))
            {
                soonest = health;
            }
        }

        return ProviderRefusals.OutOfOrder(first.Resolved.Provider, soonest ?? default);
    }

    private Attempt? Choose(int from, long nowMs) =>
        ChooseFrom(from, nowMs, evenCooling: false) ?? ChooseFrom(from, nowMs, evenCooling: true);

    private Attempt? ChooseFrom(int from, long nowMs, bool evenCooling)
    {
        for (var at = from; at < _targets!.Length; at++)
        {
            if (Take(at, nowMs, evenCooling) is { } attempt)
            {
                return attempt;
            }
        }

        return null;
    }

    private Attempt? Take(int at, long nowMs, bool evenCooling) =>
        TargetAt(at) is { } target && target.Take(nowMs, evenCooling) is { } key ? Make(target, key, at, TimeSpan.Zero) : null;

    private Attempt? Again(Attempt failed, long nowMs)
    {
        var state = failed.Key.Health?.View(nowMs) ?? default;
        if (failed.Target.Retries >= services.Retries || failed.Target.OutOfReach || state.State == KeyState.Open)
        {
            return null;
        }

        var wait = BackOff(failed.Target.Retries);
        wait = failed.RetryAfter > wait ? failed.RetryAfter.Value : wait;
        wait = state.RetryIn > wait ? state.RetryIn : wait;
        if (wait > MostWait || _waits + wait > MostWaits || Rest() - wait < LeastRest)
        {
            return null;
        }

        failed.Target.Retries++;
        _waits += wait;
        return Make(failed.Target, failed.Key, failed.At, wait);
    }

    // The chance of it comes from the request's id: no two calls wait in step.
    private TimeSpan BackOff(int retries)
    {
        var chance = (uint)(context.RequestId.Value >> (2 * retries)) / (double)uint.MaxValue;
        return FirstBackOff * (1 << retries) * (0.5 + (chance / 2));
    }

    // What comes later has only the time that is left: the hold ends with the call's.
    private Attempt Make(CallTarget target, ProviderKey key, int at, TimeSpan wait)
    {
        var endpoint = target.Facts.Api == ModelApi.Images ? key.Drawing : key.For(target.Resolved.Reasoning);
        return new Attempt(target, key)
        {
            At = at,
            Endpoint = _attempts++ == 0 ? endpoint : endpoint with { TotalTimeout = Rest() - wait },
            Wait = wait,
        };
    }

    private TimeSpan Rest() => _targets![0]!.TotalTimeout - services.Time.GetElapsedTime(context.StartedTimestamp);

    // Null where the policy names what cannot be called: not known, without price or key, or there already.
    private CallTarget? TargetAt(int at)
    {
        if (at > 0 && _targets![at] is null && plan.At(plan.Fallback[at - 1], out _) is { } target && !IsKnown(target, at))
        {
            _targets[at] = target;
        }

        return _targets![at];
    }

    private bool IsKnown(CallTarget target, int before) =>
        Array.Exists(_targets![..before], known => known is not null && target.Is(known));
}
