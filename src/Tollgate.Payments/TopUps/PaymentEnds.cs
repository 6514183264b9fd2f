using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>Who waits for the end of a payment that is under way.</summary>
internal sealed class PaymentEnds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Id<PaymentKind>, TaskCompletionSource<Payment>> _waits = [];

    /// <summary>The payment when it is under way no more. Ask only for one that is, or that <see cref="Tell"/> will be told of.</summary>
    public Task<Payment> Of(Id<PaymentKind> id)
    {
        lock (_gate)
        {
            if (!_waits.TryGetValue(id, out var wait))
            {
                _waits[id] = wait = new TaskCompletionSource<Payment>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return wait.Task;
        }
    }

    /// <summary>How a payment stands: wakes those who wait once it is under way no more.</summary>
    public void Tell(Payment payment)
    {
        TaskCompletionSource<Payment>? wait;
        lock (_gate)
        {
            if (payment.IsUnderWay || !_waits.Remove(payment.Id, out wait))
            {
                return;
            }
        }

        wait.SetResult(payment);
    }

    /// <summary>Those that somebody waits for.</summary>
    public IReadOnlyList<Id<PaymentKind>> Waited()
    {
        lock (_gate)
        {
            return [.. _waits.Keys];
        }
    }
}
