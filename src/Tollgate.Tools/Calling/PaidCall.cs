using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Metering;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;

namespace Tollgate.Tools.Calling;

/// <summary>A call of a tool that has a price. The walk:
/// <para>1. who and what it is charged to · 2. the caller's own limit; an answer that is there and free ends the walk · 3. budgets, where tools count against them · 4. the tokens are reserved,
/// after one top-up if need be · 5. the tool runs · 6. charged when it went well, refunded when not, durable before anyone is answered.</para>
/// <para>What is refused before 4 reserved nothing. A call whose caller left is finished and charged.</para></summary>
internal sealed class PaidCall(Meter meter, Billing billing, TimeProvider time)
{
    private const string NotFound = "not_found";

    public async ValueTask<ToolAnswer> RunAsync(ITool tool, ToolCall call, CancellationToken left)
    {
        // 1. attribution
        var record = Record(call, out var project, out var refusal);
        var share = new BudgetShare(meter, record);

        // 2. the caller's limit, and what the tool has to say before anything is paid
        refusal ??= LimitOf(call) ?? tool.Check(call.Arguments);

        if (refusal is null && tool.Free(call) is { } free)
        {
            return await GiveAsync(call, record, free);
        }

        // 3. budgets
        refusal ??= await share.TakeAsync(call.Owner, project, call.Definition);
        if (refusal is not null)
        {
            return Refuse(call, record, share, refusal);
        }

        // 4. tokens
        var outcome = await ReserveAsync(call, share, left);
        if (outcome.Reservation is not { } reservation)
        {
            return Refuse(call, record, share, outcome.Shortage is { } shortage ? Short(call, shortage) : BudgetRefusals.StoreUnavailable());
        }

        // 5. run
        var answer = default(ToolAnswer);
        try
        {
            call.Claim?.MarkDispatched();
            answer = await TimedRun.RunAsync(tool, call, time);
        }
        finally
        {
            if (answer is null)
            {
                // A defect: whoever waits gets an error, and the tokens are back.
                Close(call, record, ErrorCode.INTERNAL_ERROR);
                await share.RefundAsync(reservation, ErrorCode.INTERNAL_ERROR.ToString());
            }
        }

        // 6. charge or refund
        return await SettleAsync(call, record, share, reservation, answer);
    }

    // Nothing is reserved, so the claim of an idempotency key rides on nothing: it is written by itself.
    private async ValueTask<ToolAnswer> GiveAsync(ToolCall call, CallRecord record, ToolAnswer free)
    {
        var isClaimed = call.Claim is null || await meter.ClaimAsync(call.Claim.Claim);
        if (isClaimed)
        {
            call.Claim?.MarkDispatched();
        }

        var answer = isClaimed ? free with { ChargedTokens = 0 } : ToolAnswer.Refuse(BudgetRefusals.StoreUnavailable());
        Close(call, record, answer.Refusal?.Code);
        meter.Log(record);
        return answer;
    }

    /// <summary>A call that never came to be; its row goes into the log.</summary>
    public void Reject(ToolCall call, Refusal refusal)
    {
        var record = Record(call, out _, out _);
        Close(call, record, refusal.Code);
        meter.Log(record);
    }

    private static CallRecord Record(ToolCall call, out Metering.Customers.TenantProject? project, out Refusal? refusal)
    {
        var context = new CallContext
        {
            Key = call.Owner,
            RequestId = call.RequestId,
            Route = "tools." + call.Definition.Name,
            AtMs = call.AtMs,
            StartedTimestamp = call.StartedTimestamp,
            Headers = call.Headers,
        };
        var record = context.NewRecord();
        record.Provider = call.Definition.Server;
        record.Parent = call.Parent;
        record.PriceVersion = call.Definition.PriceVersion;
        record.Flags |= call.Claim is null ? CallFlags.None : CallFlags.Idempotent;
        refusal = Attribution.Resolve(context, null, record, out project, out _);
        return record;
    }

    private static Refusal? LimitOf(ToolCall call) => call.MostTokens is { } most && most < call.Definition.Cost
        ? Refusal.Invalid("X-Tollgate-Max-Cost-Tokens", FormattableString.Invariant(
            $"The tool {call.Definition.Name} costs {call.Definition.Cost} tokens, which is more than the limit of {most} that the call sets."))
        : null;

    // Whatever breaks before a token is set aside gives the budgets back.
    private async ValueTask<ReserveOutcome> ReserveAsync(ToolCall call, BudgetShare share, CancellationToken left)
    {
        var isDecided = false;
        try
        {
            var outcome = await ReserveAsync(call, left);
            isDecided = true;
            return outcome;
        }
        finally
        {
            if (!isDecided)
            {
                share.Release();
            }
        }
    }

    private async ValueTask<ReserveOutcome> ReserveAsync(ToolCall call, CancellationToken left)
    {
        var tool = call.Definition;
        var request = new ReserveRequest(call.Wallet, call.RequestId.Value, tool.Server!, tool.Name, tool.Cost, call.AtMs)
        {
            Key = call.Owner.Key.Id,
            Claim = call.Claim?.Claim,
            Note = (CallNote.Of(call.Wallet.Workspace, tool, call.Arguments) with { Parent = call.Parent }).ToString(),
        };
        var outcome = await meter.Wallets.ReserveAsync(request);
        return outcome.Shortage is { } shortage
            && await billing.TryBeforeRefusalAsync(call.Wallet, shortage.Shortfall, left) == ReloadTry.Credited
            ? await meter.Wallets.ReserveAsync(request)
            : outcome;
    }

    private async ValueTask<ToolAnswer> SettleAsync(
        ToolCall call, CallRecord record, BudgetShare share, Reservation reservation, ToolAnswer answer)
    {
        Close(call, record, answer.Refusal?.Code);
        var why = answer.FreeBecause
            ?? (answer.Outcome == ToolOutcome.NotFound && !call.Definition.ChargesNotFound ? NotFound : null);
        if (answer.Refusal is not null || why is not null)
        {
            await share.RefundAsync(reservation, answer.Refusal?.Code.ToString() ?? why!);
            return answer with { ChargedTokens = 0 };
        }

        try
        {
            await share.ChargeAsync(reservation, Word(answer.Outcome));
            return answer with { ChargedTokens = reservation.Tokens };
        }
        catch (LedgerStoreException)
        {
            return ToolAnswer.Refuse(BudgetRefusals.StoreUnavailable());
        }
    }

    private ToolAnswer Refuse(ToolCall call, CallRecord record, BudgetShare share, Refusal refusal)
    {
        Close(call, record, refusal.Code);
        share.Release();
        return ToolAnswer.Refuse(refusal);
    }

    private void Close(ToolCall call, CallRecord record, ErrorCode? error)
    {
        record.Status = error is { } code ? ErrorCatalogue.Of(code).Status : 200;
        record.ErrorCode = error?.ToString();
        record.LatencyUs = record.FirstByteUs = (long)time.GetElapsedTime(call.StartedTimestamp).TotalMicroseconds;
    }

    private Refusal Short(ToolCall call, WalletShortage shortage) => new(
        ErrorCode.INSUFFICIENT_TOKENS,
        FormattableString.Invariant($"The tool {call.Definition.Name} costs {shortage.Cost} tokens and the wallet has {shortage.Balance}; nothing was done and nothing was charged."))
    {
        Extras = new Dictionary<string, object?>
        {
            ["tool"] = call.Definition.Name,
            ["cost_tokens"] = shortage.Cost,
            ["balance_tokens"] = shortage.Balance,
            ["shortfall_tokens"] = shortage.Shortfall,
            ["top_up"] = new Dictionary<string, object?> { ["tool"] = "buy_tokens", ["min_usd"] = (int)(billing.Rules.LeastCents / 100) },
        },
    };

    private static string? Word(ToolOutcome outcome) => outcome switch
    {
        ToolOutcome.NotFound => NotFound,
        ToolOutcome.Empty => "empty",
        _ => null,
    };
}
