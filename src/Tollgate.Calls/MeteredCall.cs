using System.Runtime.CompilerServices;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Failover;
using Tollgate.Calls.Fitting;
using Tollgate.Calls.Settlement;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls;

/// <summary>One call from its facts to its settlement: the one place where the meaning of a call and its money meet. The walk:
/// <para>1. plan: whom is it charged to, which model is meant, where does it go, what can it cost there · 2. hold on key, project and workspace,
/// all or none · 3. the hold goes into the books, then the call goes out · 4. (the relay passes the reply on) · 5. what failed before its first
/// byte was out may be tried again, here or elsewhere: back to 3 · 6. settle what it cost, or release: exactly one of them, exactly once, before
/// the caller's last byte.</para></summary>
public sealed class MeteredCall
{
    // What the log shows where the caller saw no status.
    private const int LeftStatus = 499;

    private readonly CallServices _services;
    private readonly CallContext _context;
    private readonly CallRecord _record;
    private readonly CallPlan _plan;
    private readonly CallHold _hold;
    private readonly CallFit _fit;
    private readonly Route _route;
    private readonly AttemptLog _log;
    private readonly Handover _handover;
    private readonly HealthReport _health;
    private Attempt? _attempt;
    private CallTarget? _first;
    private bool _ended;

    public MeteredCall(CallServices services, CallContext context)
    {
        _services = services;
        _context = context;
        _record = context.NewRecord();
        _plan = new CallPlan(services, context, _record);
        _hold = new CallHold(services.Meter, services.Time, context, _record);
        _fit = new CallFit(services, context, _hold, _record);
        _route = new Route(services, context, _plan);
        _log = new AttemptLog(_record);
        _handover = new Handover(services, _plan, _fit, _hold, _log);
        _health = new HealthReport(services, context.Key.Tenant);
    }

    /// <summary>The call's log row as far as it is known.</summary>
    public CallRecord Record => _record;

    /// <summary>For the <c>X-Tollgate-Warning</c> header; null when there is nothing to warn of.</summary>
    public string? Warning
    {
        get
        {
            if (!_record.Flags.HasFlag(CallFlags.Clamped))
            {
                return _plan.Warning;
            }

            var clamped = "max_tokens_clamped_to=" + _attempt!.Target.MaxOutputTokens;
            return _plan.Warning is { } other ? $"{other}, {clamped}" : clamped;
        }
    }

    /// <summary>Step 4: what is held of a stream's bound while it runs.</summary>
    public CallFit Fit => _fit;

    /// <summary>Name of the provider that is called; empty before it is known.</summary>
    public string Provider => _record.Provider ?? "";

    /// <summary>What the call cost; null before it is settled and for calls without a price.</summary>
    public NanoUsd? Cost { get; private set; }

    /// <summary>How often the call went out.</summary>
    public int Attempts { get; private set; }

    /// <summary>Steps 1 and 2. A refusal has cost nothing and is in the log.</summary>
    /// <param name="facts">What the request says of itself.</param>
    /// <param name="body">The request, for the places it may be sent to.</param>
    public async ValueTask<Refusal?> AdmitAsync(CallFacts facts, IOutgoingBody body)
    {
        // 1. plan
        _first = _plan.Make(facts, body, out var refusal);

        // 2. hold
        while (_first is not null && _route.Start(_first) is { } attempt)
        {
            attempt.Target.WriteTo(_record);
            refusal = attempt.Target.Price is null ? null : await _handover.TakeAsync(attempt.Target);
            if (_hold.HasWaited && _context.Left.IsCancellationRequested)
            {
                attempt.GiveUp();
                CallerLeft();
                EndFree(LeftStatus, null);
                return BudgetRefusals.Left();
            }

            var revoked = _hold.HasWaited ? PermissionRefusals.Revoked(_context.Key) : null;
            if (refusal is null && revoked is null)
            {
                _attempt = attempt;
                return null;
            }

            attempt.GiveUp();
            if (attempt.Target == _first || revoked is not null)
            {
                return Reject(revoked ?? refusal!);
            }
        }

        // A fallback that stands in for a provider out of order and cannot be afforded: the first one's error stands.
        return Reject(_first is null ? refusal! : _route.OutOfOrder(_first));
    }

    /// <summary>A refusal before the call went out: it has cost nothing and is in the log.</summary>
    public Refusal Reject(Refusal refusal)
    {
        EndFree(ErrorCatalogue.Of(refusal.Code).Status, refusal.Code);
        return refusal;
    }

    /// <summary>Step 3. Either a reply, whose body the relay reads and whose end it reports, or a refusal; then this attempt has failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(ModelReply? Reply, Refusal? Refusal)> SendAsync(IOutgoingBody body, CancellationToken cancelled)
    {
        var attempt = _attempt!;
        var target = attempt.Target;
        var outgoing = target.Outgoing(_plan.Facts.Model);
        var bytes = body.For(outgoing, out var refusal);
        if (refusal is not null)
        {
            attempt.GiveUp();
            return (null, Reject(refusal));
        }

        if (!await _hold.CommitAsync())
        {
            attempt.GiveUp();
            return (null, Reject(BudgetRefusals.StoreUnavailable()));
        }

        var request = new ModelRequest(attempt.Endpoint, target.Resolved.Model, _plan.Facts.Stream, bytes)
        {
            Api = body.ApiFor(outgoing),
            Upload = body.UploadFor(outgoing),
            ContextWindow = target.Price?.ContextWindow ?? long.MaxValue,
            MaxOutputTokens = target.Price?.MaxOutputTokens ?? long.MaxValue,
        };
        Attempts++;
        attempt.StartedUs = ElapsedUs();
        _context.Claim?.MarkDispatched();
        var outcome = await _services.Providers[attempt.Endpoint.Kind].SendAsync(request, cancelled);
        if (outcome.Reply is not { } reply)
        {
            return (null, Fail(outcome.Error!));
        }

        attempt.Answered(reply);
        return (reply, null);
    }

    /// <summary>Step 4, before the first byte out: the provider failed. Charged by the table: 0 when nothing was sent or its status says that it
    /// failed, else the bound.</summary>
    public Refusal Fail(ProviderError error)
    {
        var attempt = _attempt!;
        if (error.Kind is ProviderErrorKind.NotSent or ProviderErrorKind.CancelledUnsent)
        {
            _context.Claim?.MarkUnsent();
        }

        if (error.Kind is ProviderErrorKind.Cancelled or ProviderErrorKind.CancelledUnsent)
        {
            // A stream cut by its caller before its first byte: its input was sent, of its output nothing came.
            CallerLeft();
            _health.Failed(attempt, error);
            var charge = error.Kind == ProviderErrorKind.CancelledUnsent ? NanoUsd.Zero : _plan.Facts.Stream ? Counted(default) : AtBound();
            attempt.Fail(AttemptEnd.Final, charge, LeftStatus, null, ElapsedUs());
            return ProviderRefusals.FromError(Provider, error);
        }

        if (attempt.ProviderStatus >= 300)
        {
            return FailFree(ProviderRefusals.FromStatus(Provider, attempt.ProviderStatus, attempt.RetryAfter, null, null));
        }

        _health.Failed(attempt, error);
        return error.Kind == ProviderErrorKind.NotSent
            ? Fail(AttemptEnd.Failed, NanoUsd.Zero, ProviderRefusals.FromError(Provider, error))
            : Fail(AttemptEnd.Spent, AtBound(), ProviderRefusals.FromError(Provider, error));
    }

    /// <summary>Step 4, before the first byte out: the provider answered with an error and reported no usage. Nothing is charged.</summary>
    /// <param name="refusal">What the caller is told.</param>
    /// <param name="retryAfter">When its words say to come again; null where they do not.</param>
    public Refusal FailFree(Refusal refusal, TimeSpan? retryAfter = null)
    {
        _attempt!.AskedToWait(retryAfter);
        _health.Answered(_attempt, _attempt.ProviderStatus);
        return Fail(Attempt.EndOf(_attempt.ProviderStatus), NanoUsd.Zero, refusal);
    }

    /// <summary>Step 4, before the first byte out: nothing is known of the usage of a reply that cannot be passed on.</summary>
    public Refusal FailAtBound(Refusal refusal) => FailSpent(AtBound(), refusal);

    /// <summary>Step 4, before the first byte out: a reply that cannot be passed on, but reports its usage.</summary>
    public Refusal FailReported(in ReportedUsage usage, string? serviceTier, Refusal refusal) =>
        FailSpent(Reported(usage, serviceTier), refusal);

    /// <summary>Step 5. True when the call is to be sent again, by a new attempt that stands ready; false when it has ended as its last attempt
    /// did.</summary>
    /// <param name="left">Its caller has left: nobody waits for another attempt.</param>
    public async ValueTask<bool> TryNextAsync(CancellationToken left)
    {
        if (_ended)
        {
            return false;
        }

        var failed = _attempt!;
        while (!left.IsCancellationRequested && _route.After(failed) is { } next)
        {
            await Task.Delay(next.Wait, _services.Time, left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!left.IsCancellationRequested && await _handover.MoveAsync(failed, next, ElapsedUs()))
            {
                _attempt = next;
                return true;
            }

            next.GiveUp();
        }

        if (left.IsCancellationRequested)
        {
            CallerLeft();
        }

        await EndFailedAsync();
        return false;
    }

    /// <summary>Step 6: the provider's last report of usage. Absurd usage is charged at the bound.</summary>
    public ValueTask SettleReportedAsync(in ReportedUsage usage, string? serviceTier, int status, ErrorCode? error)
    {
        var cost = Reported(usage, serviceTier);
        return cost.Value > _hold.Amount && !_ended ? EndBeyondAsync(cost, status, error) : EndAsync(cost, status, error);
    }

    /// <summary>Step 6: nothing is known of the usage, so all that was held is charged.</summary>
    public ValueTask SettleAtBoundAsync(int status, ErrorCode? error) => EndAsync(AtBound(), status, error);

    /// <summary>Step 6: the stream was cut by either side; input and what came so far, by our own count and by what was reported until then.</summary>
    public ValueTask SettleCountedAsync(in StreamSoFar soFar, int status, ErrorCode? error, bool callerLeft)
    {
        _record.Flags |= callerLeft ? CallFlags.CallerLeft : CallFlags.None;
        return EndAsync(Counted(soFar), status, error);
    }

    /// <summary>What the call comes to by the last report, or as it was settled: for the block that goes out before the end.</summary>
    public (NanoUsd? Cost, TokenUsage Usage) CostSoFar(ReportedUsage? usage, string? serviceTier)
    {
        if (_ended || _attempt?.Target.Price is not { } price || usage is not { } reported)
        {
            return (Cost, _record.Usage);
        }

        return (Charges.Preview(price, _attempt.Target.Facts, reported, serviceTier, out var tokens) + _hold.Charged, tokens);
    }

    /// <summary>Notes that the caller left, for the log.</summary>
    public void CallerLeft() => _record.Flags |= CallFlags.CallerLeft;

    /// <summary>Notes the first byte out, for the log.</summary>
    public void FirstByteOut()
    {
        _record.FirstByteUs = _ended ? _record.LatencyUs : ElapsedUs();
        _health.Answered(_attempt!);
    }

    /// <summary>Last resort: whatever went wrong, the hold ends. Charged at the bound, since the provider may have been called.</summary>
    public ValueTask AbandonAsync() => _ended ? ValueTask.CompletedTask
        : _attempt is { End: not AttemptEnd.None } ? EndFailedAsync()
        : SettleAtBoundAsync(500, ErrorCode.INTERNAL_ERROR);

    /// <summary>Since the request's last byte came in, microseconds.</summary>
    public long ElapsedUs() => (long)_services.Time.GetElapsedTime(_context.StartedTimestamp).TotalMicroseconds;

    private async ValueTask EndBeyondAsync(NanoUsd cost, int status, ErrorCode? error)
    {
        await _fit.CoverCostAsync(cost);
        await EndAsync(cost, status, error);
    }

    private NanoUsd Reported(in ReportedUsage usage, string? serviceTier) =>
        Charges.Reported(_record, _attempt!.Target.Price, _attempt.Target.Facts, usage, serviceTier);

    private NanoUsd AtBound() => Charges.AtBound(_record, _attempt?.Target.Price);

    private NanoUsd Counted(in StreamSoFar soFar) => Charges.Counted(_record, _attempt!.Target.Price, _attempt.Target.Facts, soFar);

    private Refusal FailSpent(NanoUsd charge, Refusal refusal)
    {
        _health.Failed(_attempt!, new KeyFailure(_attempt!.ProviderStatus, null, null));
        return Fail(AttemptEnd.Spent, charge, refusal);
    }

    private Refusal Fail(AttemptEnd end, NanoUsd charge, Refusal refusal)
    {
        _attempt!.Fail(end, charge, ErrorCatalogue.Of(refusal.Code).Status, refusal.Code, ElapsedUs());
        return refusal;
    }

    // The call ends with what its last attempt came to.
    private ValueTask EndFailedAsync()
    {
        var attempt = _attempt!;
        if (attempt.Charge != NanoUsd.Zero)
        {
            return EndAsync(attempt.Charge, attempt.Status, attempt.Error);
        }

        EndFree(attempt.Status, attempt.Error);
        return ValueTask.CompletedTask;
    }

    // The present attempt cost nothing: the hold is released where there is one, and the row goes into the log.
    private void EndFree(int status, ErrorCode? error)
    {
        if (TryEnd(NanoUsd.Zero, status, error))
        {
            _hold.Release();
        }
    }

    private ValueTask EndAsync(NanoUsd cost, int status, ErrorCode? error)
    {
        if (!TryEnd(cost, status, error))
        {
            return ValueTask.CompletedTask;
        }

        Cost = _attempt?.Target.Price is null ? null : _hold.Charged + cost;
        return _hold.SettleAsync(cost);
    }

    // True for the first end only.
    private bool TryEnd(NanoUsd cost, int status, ErrorCode? error)
    {
        if (_ended)
        {
            return false;
        }

        _ended = true;
        _record.Status = _attempt is { End: not AttemptEnd.None } && _record.Flags.HasFlag(CallFlags.CallerLeft) ? LeftStatus : status;
        _record.ErrorCode = error?.ToString();
        _record.LatencyUs = ElapsedUs();
        if (_attempt is { } last && Attempts > 0)
        {
            _log.End(last, cost, error, _record.LatencyUs);
            if (last is { End: AttemptEnd.None, ProviderStatus: not 0 })
            {
                _record.Flags |= last.Target == _first ? CallFlags.None : CallFlags.FellBack;
                _health.Ended(last, error, _record.Flags.HasFlag(CallFlags.CallerLeft));
            }
        }

        return true;
    }
}
