using Tollgate.Calls.Errors;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Admission;

/// <summary>Turns a refused hold into the contract's row.</summary>
public static class BudgetRefusals
{
    private const int RetryWhenHoldsEndSeconds = 1;

    public static Refusal From(HoldRefusal refused, NanoUsd bound) =>
        From(refused, $"budget does not cover the most this call can cost ({bound} USD).");

    /// <summary>A stream that was let in on a part of its bound, and for whose rest there is no money.</summary>
    public static Refusal MidStream(HoldRefusal refused) => From(refused, "budget does not cover the rest of this stream.");

    private static Refusal From(HoldRefusal refused, string what)
    {
        if (refused.Reason != HoldRefusalReason.Budget)
        {
            return Unavailable(refused);
        }

        var (code, scope) = refused.Scope switch
        {
            AccountScope.Key => (ErrorCode.KEY_BUDGET_EXCEEDED, "key"),
            AccountScope.Project => (ErrorCode.PROJECT_BUDGET_EXCEEDED, "project"),
            _ => (ErrorCode.BUDGET_EXCEEDED, "workspace"),
        };
        var status = refused.Status;
        var extras = new Dictionary<string, object?>
        {
            ["scope"] = scope,
            ["budget_usd"] = new NanoUsd(status.Limit),
            ["spent_usd"] = new NanoUsd(status.Spent),
            ["reserved_usd"] = new NanoUsd(status.Reserved),
            ["resets_at"] = DateTimeOffset.FromUnixTimeMilliseconds(status.ResetsAtMs),
        };
        if (refused.Scope == AccountScope.Key)
        {
            extras["key_id"] = new Id<KeyKind>(refused.Owner).ToString();
        }
        else if (refused.Scope == AccountScope.Project)
        {
            extras["project_id"] = new Id<ProjectKind>(refused.Owner).ToString();
        }

        return new Refusal(code, $"The {scope}'s {what}")
        {
            Extras = extras,
            Retryable = refused.OnlyHoldsInTheWay,
            RetryAfterSeconds = refused.OnlyHoldsInTheWay ? RetryWhenHoldsEndSeconds : null,
        };
    }

    /// <summary>The caller left while its call waited: nobody reads this.</summary>
    public static Refusal Left() => new(ErrorCode.SERVICE_DEGRADED, "The caller left while its call waited for room in a budget.");

    /// <summary>The books take no holds now.</summary>
    public static Refusal StoreUnavailable() =>
        new(ErrorCode.SERVICE_DEGRADED, "The books cannot be written at the moment.") { RetryAfterSeconds = RetryWhenHoldsEndSeconds };

    private static Refusal Unavailable(HoldRefusal refused) => refused.Reason == HoldRefusalReason.Frozen
        ? new Refusal(ErrorCode.SERVICE_DEGRADED, "A budget is frozen until its books have been checked.") { RetryAfterSeconds = 60 }
        : StoreUnavailable();
}
