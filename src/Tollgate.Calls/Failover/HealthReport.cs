using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Failover;

/// <summary>Tells the health of a key what became of an attempt by it.</summary>
internal sealed class HealthReport(CallServices services, Tenant tenant)
{
    private const int TooMany = 429;
    private const int ServerError = 500;

    /// <summary>The first byte of a reply is out.</summary>
    public void Answered(Attempt attempt) => Announce(attempt, changed: attempt.Key.Health?.Answer() == true, isOpen: false);

    /// <summary>The reply is over: broken after its first byte, given up by its caller, or whole.</summary>
    public void Ended(Attempt attempt, ErrorCode? error, bool callerLeft)
    {
        if (error is ErrorCode.PROVIDER_ERROR or ErrorCode.PROVIDER_TIMEOUT)
        {
            Failed(attempt, new KeyFailure(null, error == ErrorCode.PROVIDER_TIMEOUT ? ProviderErrorKind.Timeout : ProviderErrorKind.Broken, null));
        }
        else if (callerLeft || error == ErrorCode.INTERNAL_ERROR)
        {
            attempt.Key.Health?.Abandon();
        }
        else
        {
            Succeeded(attempt);
        }
    }

    /// <summary>There was no usable reply.</summary>
    public void Failed(Attempt attempt, ProviderError error)
    {
        if (error.Kind is ProviderErrorKind.Cancelled or ProviderErrorKind.CancelledUnsent)
        {
            attempt.Key.Health?.Abandon();
        }
        else
        {
            Failed(attempt, new KeyFailure(null, error.Kind, error.Limit));
        }
    }

    /// <summary>The provider answered with this status and nothing to pass on.</summary>
    public void Answered(Attempt attempt, int status)
    {
        if (status == TooMany)
        {
            Announce(attempt, changed: attempt.Key.Health?.Cool(services.UptimeMs, attempt.RetryAfter) == true, isOpen: false);
        }
        else if (status is < 300 or >= ServerError)
        {
            Failed(attempt, new KeyFailure(status, null, null));
        }
        else
        {
            Succeeded(attempt);
        }
    }

    /// <summary>The same, in the words of health.</summary>
    public void Failed(Attempt attempt, in KeyFailure failure) =>
        Announce(attempt, changed: attempt.Key.Health?.Fail(services.UptimeMs, failure) == true, isOpen: true);

    private void Succeeded(Attempt attempt) => Announce(attempt, changed: attempt.Key.Health?.Succeed() == true, isOpen: false);

    private void Announce(Attempt attempt, bool changed, bool isOpen)
    {
        if (changed)
        {
            services.OnBreaker?.Invoke(new BreakerChange(
                tenant, attempt.Target.Resolved.Provider, attempt.Key.Hint, isOpen, attempt.Key.Health!.View(services.UptimeMs)));
        }
    }
}
