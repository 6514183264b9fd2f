using System.Runtime.CompilerServices;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Inference.Chat;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls;

/// <summary>One call from its facts to its settlement: the one place where the meaning of a call and its money meet. The walk:
/// <para>1. attribution: whom is it charged to · 2. model: which one is meant, may the key call it · 3. provider key · 4. price and bound ·
/// 5. hold on key, project and workspace, all or none · 6. the hold goes into the books, then the call goes out · 7. (the relay passes the
/// reply on) · 8. settle what it cost, or release: exactly one of them, exactly once, before the caller's last byte.</para></summary>
public sealed class MeteredCall(CallServices services, CallContext context)
{
    // What the log shows where the caller saw no status.
    private const int LeftStatus = 499;

    private readonly CallRecord _record = new()
    {
        RequestId = context.RequestId,
        AtMs = context.AtMs,
        Workspace = context.Key.Tenant.Workspace.Id,
        Key = context.Key.Key.Id,
        Mode = context.Key.Key.Mode,
        Route = context.Route,
    };

    private ChatFacts _facts = new();
    private ProviderTarget? _target;
    private ModelPrice? _price;
    private Hold? _hold;
    private bool _ended;

    /// <summary>The call's log row as far as it is known.</summary>
    public CallRecord Record => _record;

    /// <summary>For the <c>X-Tollgate-Warning</c> header; null when there is nothing to warn of.</summary>
    public string? Warning { get; private set; }

    /// <summary>Model to put into the request in place of the one asked for; null when it stays.</summary>
    public string? ModelToSend { get; private set; }

    /// <summary>Name of the provider that is called; empty before step 2.</summary>
    public string Provider => _record.Provider ?? "";

    /// <summary>What the call cost; null before it is settled and for calls without a price.</summary>
    public NanoUsd? Cost { get; private set; }

    /// <summary>Steps 1 to 5. A refusal has cost nothing and is in the log.</summary>
    public async ValueTask<Refusal?> AdmitAsync(ChatFacts facts)
    {
        _facts = facts;
        _record.ModelAsked = facts.Model;
        _record.Stream = facts.Stream;
        var refusal = Plan(facts, out var project);
        if (refusal is null && _price is not null)
        {
            refusal = await HoldAsync(project);
        }

        if (refusal is not null)
        {
            Refuse(refusal);
        }

        return refusal;
    }

    /// <summary>Before step 1: the body cannot be read as a call. It has cost nothing and is in the log.</summary>
    public Refusal Reject(Refusal refusal)
    {
        Refuse(refusal);
        return refusal;
    }

    /// <summary>Step 6. Either a reply, whose body the relay reads and whose end it reports, or a refusal; then the call has ended.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(ModelReply? Reply, Refusal? Refusal)> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancelled)
    {
        if (_hold is not null && !await services.Meter.CommitHoldAsync(_hold, Strict))
        {
            var degraded = BudgetRefusals.StoreUnavailable();
            Refuse(degraded, released: true);
            return (null, degraded);
        }

        var request = new ModelRequest(_target!, _record.ModelUsed!, _facts.Stream, body)
        {
            ContextWindow = _price?.ContextWindow ?? long.MaxValue,
            MaxOutputTokens = _price?.MaxOutputTokens ?? long.MaxValue,
        };
        var outcome = await services.Providers[_target!.Kind].SendAsync(request, cancelled);
        if (outcome.Reply is { } reply)
        {
            return (reply, null);
        }

        return (null, await FailAsync(outcome.Error!));
    }

    /// <summary>Step 8: the provider's last report of usage. Absurd usage is charged at the bound.</summary>
    public ValueTask SettleReportedAsync(in ReportedUsage usage, string? serviceTier, int status, ErrorCode? error)
    {
        if (_price is null)
        {
            Charges.Unpriced(_record, usage);
            return EndAsync(NanoUsd.Zero, status, error);
        }

        return EndAsync(Charges.Reported(_record, _price, WithSearches(usage), serviceTier, _facts.Choices), status, error);
    }

    /// <summary>What the call comes to by the last report, or as it was settled: for the block that goes out before the end.</summary>
    public (NanoUsd? Cost, TokenUsage Usage) CostSoFar(ReportedUsage? usage, string? serviceTier)
    {
        if (_ended || _price is null || usage is not { } reported)
        {
            return (Cost, _record.Usage);
        }

        return (Charges.Preview(_price, WithSearches(reported), serviceTier, _facts.Choices, out var tokens), tokens);
    }

    /// <summary>Step 8: nothing is known of the usage, so all that was held is charged.</summary>
    public ValueTask SettleAtBoundAsync(int status, ErrorCode? error) =>
        EndAsync(_price is null ? NanoUsd.Zero : Charges.AtBound(_record), status, error);

    /// <summary>Step 8: the stream was cut by either side; input and what came so far, by our own count.</summary>
    public ValueTask SettleCountedAsync(long outputBytes, int status, ErrorCode? error, bool callerLeft)
    {
        _record.Flags |= callerLeft ? CallFlags.CallerLeft : CallFlags.None;
        return EndAsync(_price is null ? NanoUsd.Zero : Charges.Counted(_record, _price, _facts, outputBytes), status, error);
    }

    /// <summary>Step 8: the provider answered with an error and reported no usage; nothing is charged.</summary>
    public void EndFree(Refusal refusal) => Refuse(refusal);

    /// <summary>Step 8 for a failure after the head of the reply. Charged by the table: 0 when nothing was sent, else the bound.</summary>
    public async ValueTask<Refusal> FailAsync(ProviderError error)
    {
        var refusal = ProviderRefusals.FromError(Provider, error);
        var left = error.Kind is ProviderErrorKind.Cancelled or ProviderErrorKind.CancelledUnsent;
        if (left)
        {
            CallerLeft();
        }

        if (error.Kind is ProviderErrorKind.NotSent or ProviderErrorKind.CancelledUnsent)
        {
            EndFree(left ? LeftStatus : ErrorCatalogue.Of(refusal.Code).Status, left ? null : refusal.Code);
        }
        else if (left && _facts.Stream)
        {
            // A stream cut by its caller before its first byte: its input was sent, of its output nothing came.
            await SettleCountedAsync(0, LeftStatus, null, callerLeft: true);
        }
        else
        {
            await SettleAtBoundAsync(left ? LeftStatus : ErrorCatalogue.Of(refusal.Code).Status, left ? null : refusal.Code);
        }

        return refusal;
    }

    /// <summary>Notes that the caller left, for the log.</summary>
    public void CallerLeft() => _record.Flags |= CallFlags.CallerLeft;

    /// <summary>Notes the first byte out, for the log.</summary>
    public void FirstByteOut() => _record.FirstByteUs = _ended ? _record.LatencyUs : ElapsedUs();

    /// <summary>Last resort: whatever went wrong, the hold ends. Charged at the bound, since the provider may have been called.</summary>
    public ValueTask AbandonAsync() => _ended ? ValueTask.CompletedTask : SettleAtBoundAsync(500, ErrorCode.INTERNAL_ERROR);

    // The searches of a chat call are not reported: each that was asked for is charged as it was held.
    private ReportedUsage WithSearches(in ReportedUsage usage) =>
        usage with { Searches = Math.Max(usage.Searches, BoundReader.Searches(_facts)) };

    private bool Strict => context.Key.Tenant.Workspace.Settings.Durability == Durability.Strict;

    private Refusal? Plan(ChatFacts facts, out TenantProject? project)
    {
        // 1. attribution
        var refusal = Attribution.Resolve(context, facts.Metadata, _record, out project, out var warning);
        Warning = warning;

        // 2. model
        return refusal ?? Model(facts);
    }

    private Refusal? Model(ChatFacts facts)
    {
        var key = context.Key;
        var forced = facts.Metadata?.Provider ?? context.Headers?.Provider;
        var resolved = key.Key.Mode == KeyMode.Test
            ? services.Models.ResolveForTest(key.Tenant, facts.Model, forced, context.AtMs, out var refusal)
            : services.Models.Find(key.Tenant, facts.Model, forced, context.AtMs, out refusal);
        if (resolved is null)
        {
            return refusal;
        }

        _record.ModelUsed = resolved.Model;
        _record.Provider = resolved.Provider;
        ModelToSend = resolved.Model == facts.Model ? null : resolved.Model;
        refusal = PermissionRefusals.Model(key.Key, facts.Model, resolved.Provider, resolved.Model);

        // 3. provider key
        if (refusal is null)
        {
            _target = services.Targets.Find(key.Tenant, resolved.Provider, resolved.Reasoning, out refusal);
        }

        return refusal ?? Price(facts, resolved);
    }

    // 4. price and bound
    private Refusal? Price(ChatFacts facts, ResolvedModel resolved)
    {
        if (ModelResolver.Unpriced(context.Key.Tenant, resolved, facts.Model) is { } unpriced)
        {
            return unpriced;
        }

        _price = resolved.Price;
        _record.PriceVersion = _price?.Version;
        if (_price is null)
        {
            _record.Flags |= CallFlags.Unpriced;
        }
        else
        {
            _record.BoundNanoUsd = Quote.Bound(_price, BoundReader.Read(facts)).Value;
        }

        return BoundReader.Unbounded(facts, context.Key.Tenant.Workspace.Settings, _price);
    }

    // 5. hold
    private async ValueTask<Refusal?> HoldAsync(TenantProject? project)
    {
        var key = context.Key;
        var outcome = await services.Meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book,
            Key = key.Line,
            Project = project?.Line(key.Key.Mode),
            Mode = key.Key.Mode,
            Provider = _record.Provider!,
            Amount = _record.BoundNanoUsd,
            NowMs = context.AtMs,
            DeadlineMs = context.AtMs + (long)_target!.TotalTimeout.TotalMilliseconds,
            Call = _record,
        });
        _hold = outcome.Hold;
        return outcome.Refusal is { } refused ? BudgetRefusals.From(refused, new NanoUsd(_record.BoundNanoUsd)) : null;
    }

    private void Refuse(Refusal refusal, bool released = false) =>
        EndFree(ErrorCatalogue.Of(refusal.Code).Status, refusal.Code, released);

    // Ends a call that costs nothing: the hold is released where there is one, and the row goes into the log.
    private void EndFree(int status, ErrorCode? error, bool released = false)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        Finish(status, error);
        if (_hold is null)
        {
            services.Meter.Log(_record);
        }
        else if (!released)
        {
            services.Meter.Release(_hold);
        }
    }

    private async ValueTask EndAsync(NanoUsd cost, int status, ErrorCode? error)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        Finish(status, error);
        if (_hold is null)
        {
            services.Meter.Log(_record);
            return;
        }

        Cost = cost;
        _record.CostNanoUsd = cost.Value;
        try
        {
            await services.Meter.SettleAsync(_hold, cost.Value, Strict);
        }
        catch (LedgerStoreException)
        {
            // The hold was durable before the call went out and the journal has its end: nothing is lost, and the caller gets what it paid for.
        }
    }

    private void Finish(int status, ErrorCode? error)
    {
        _record.Status = status;
        _record.ErrorCode = error?.ToString();
        _record.LatencyUs = ElapsedUs();
    }

    /// <summary>Since the request's last byte came in, microseconds.</summary>
    public long ElapsedUs() => (long)services.Time.GetElapsedTime(context.StartedTimestamp).TotalMicroseconds;
}
