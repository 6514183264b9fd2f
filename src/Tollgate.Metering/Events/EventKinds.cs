namespace Tollgate.Metering.Events;

/// <summary>What may happen to a workspace, as the API names it.</summary>
public static class EventKinds
{
    /// <summary>A budget's spend reached 80 % of its limit.</summary>
    public const string BudgetWarning = "budget_warning";

    /// <summary>A budget is spent.</summary>
    public const string BudgetExhausted = "budget_exhausted";

    /// <summary>A call's output limit was lowered to what a budget covered.</summary>
    public const string CallClamped = "call_clamped";

    /// <summary>A provider, or one of its keys, is not called for a while.</summary>
    public const string BreakerOpened = "breaker_opened";

    /// <summary>It is called again.</summary>
    public const string BreakerClosed = "breaker_closed";

    /// <summary>The process died while calls were under way: their bounds are in suspense.</summary>
    public const string CallSuspended = "call_suspended";

    /// <summary>A provider charged more than the most that a call could cost.</summary>
    public const string ProviderVariance = "provider_variance";

    /// <summary>80 % of the month's quota of requests is used.</summary>
    public const string QuotaWarning = "quota_warning";

    /// <summary>The month's quota of requests is used up; requests still go through.</summary>
    public const string QuotaExceeded = "quota_exceeded";

    /// <summary>An automatic top-up was tried and failed.</summary>
    public const string AutoReloadFailed = "auto_reload_failed";

    /// <summary>After declines in a row automatic top-ups switched themselves off.</summary>
    public const string AutoReloadOff = "auto_reload_off";

    /// <summary>The card needs its owner: automatic top-ups pause.</summary>
    public const string AutoReloadPaused = "auto_reload_paused";

    /// <summary>A card's owner disputes a payment.</summary>
    public const string PaymentDisputed = "payment_disputed";

    /// <summary>Payments here and at the payment method do not agree: a person must look.</summary>
    public const string PaymentFinding = "payment_finding";

    public static IReadOnlyList<string> All { get; } =
    [
        BudgetWarning, BudgetExhausted, CallClamped, BreakerOpened, BreakerClosed, CallSuspended, ProviderVariance, QuotaWarning, QuotaExceeded,
        AutoReloadFailed, AutoReloadOff, AutoReloadPaused, PaymentDisputed, PaymentFinding,
    ];
}
