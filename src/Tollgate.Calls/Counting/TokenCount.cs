using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Failover;
using Tollgate.Calls.Policies;
using Tollgate.Calls.Settlement;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Counting;

/// <summary>A question how many tokens a chat request has. It is planned as the request itself would be, and costs nothing: nothing is held or
/// charged, its row stands in the log. A provider that counts is asked once; for all others the gateway estimates.</summary>
public sealed class TokenCount
{
    private const int LeftStatus = 499;

    private readonly CallServices _services;
    private readonly CallContext _context;
    private readonly CallPlan _plan;
    private readonly HealthReport _health;
    private CallFacts _facts = new();
    private Attempt? _attempt;
    private bool _ended;

    public TokenCount(CallServices services, CallContext context)
    {
        _services = services;
        _context = context;
        Record = context.NewRecord();
        _plan = new CallPlan(services, context, Record);
        _health = new HealthReport(services, context.Key.Tenant);
    }

    /// <summary>Its row as far as it is known.</summary>
    public CallRecord Record { get; }

    /// <summary>For the <c>X-Tollgate-Warning</c> header; null when there is nothing to warn of.</summary>
    public string? Warning => _plan.Warning;

    /// <summary>Kind of the provider that the request would go to.</summary>
    public string ProviderKind => _attempt!.Endpoint.Kind;

    /// <summary>Our own estimate, from the text alone.</summary>
    public long Estimate => PolicyFacts.Estimate(_facts.TextBytes) + _facts.Messages;

    /// <summary>Finds out where the request would go, or why it would go nowhere.</summary>
    public Refusal? Admit(CallFacts facts)
    {
        _facts = facts;
        if (_plan.Make(facts, null, out var refusal) is not { } target)
        {
            return End(refusal!);
        }

        target.WriteTo(Record);
        Record.BoundNanoUsd = 0;
        var route = new Route(_services, _context, _plan);
        _attempt = route.Start(target);
        return _attempt is null ? End(route.OutOfOrder(target)) : null;
    }

    /// <summary>Asks the provider.</summary>
    public async ValueTask<(ModelReply? Reply, Refusal? Refusal)> SendAsync(IOutgoingBody body, CancellationToken cancelled)
    {
        var attempt = _attempt!;
        var bytes = body.For(attempt.Target.Outgoing(_facts.Model) with { MaxOutputTokens = null }, out var refusal);
        if (refusal is not null)
        {
            attempt.GiveUp();
            return (null, End(refusal));
        }

        attempt.StartedUs = ElapsedUs();
        var request = new ModelRequest(attempt.Endpoint, attempt.Target.Resolved.Model, false, bytes) { Api = ModelApi.CountTokens };
        var outcome = await _services.Providers[attempt.Endpoint.Kind].SendAsync(request, cancelled);
        if (outcome.Reply is { } reply)
        {
            attempt.Answered(reply);
            return (reply, null);
        }

        return (null, Fail(outcome.Error!));
    }

    /// <summary>There is no reply, or it broke.</summary>
    public Refusal Fail(ProviderError error)
    {
        _health.Failed(_attempt!, error);
        var refusal = ProviderRefusals.FromError(Record.Provider ?? "", error);
        if (error.Kind is ProviderErrorKind.Cancelled or ProviderErrorKind.CancelledUnsent)
        {
            Record.Flags |= CallFlags.CallerLeft;
            End(LeftStatus, null);
            return refusal;
        }

        return End(refusal);
    }

    /// <summary>The reply is an error, or no count.</summary>
    public Refusal Fail(Refusal refusal)
    {
        _health.Answered(_attempt!, _attempt!.ProviderStatus);
        return End(refusal);
    }

    /// <summary>The caller gets its count.</summary>
    public void Succeed(int status)
    {
        if (_attempt!.ProviderStatus == 0)
        {
            _attempt.Key.Health?.Abandon();
        }
        else
        {
            _health.Ended(_attempt, null, callerLeft: false);
        }

        End(status, null);
    }

    /// <summary>Ends with a refusal before anything was sent.</summary>
    public Refusal End(Refusal refusal)
    {
        End(ErrorCatalogue.Of(refusal.Code).Status, refusal.Code);
        return refusal;
    }

    private void End(int status, ErrorCode? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        Record.Status = status;
        Record.ErrorCode = error?.ToString();
        Record.LatencyUs = ElapsedUs();
        _services.Meter.Log(Record);
    }

    private long ElapsedUs() => (long)_services.Time.GetElapsedTime(_context.StartedTimestamp).TotalMicroseconds;
}
