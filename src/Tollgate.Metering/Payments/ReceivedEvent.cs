using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Payments;

/// <summary>What became of an event that a payment method sent.</summary>
public enum EventVerdict : byte
{
    /// <summary>It changed something, or told what was known already.</summary>
    Taken = 1,

    /// <summary>It concerns nothing here.</summary>
    Ignored = 2,

    /// <summary>Wrong mode, account, amount or currency: it changed nothing, and is kept for a person to look at.</summary>
    Refused = 3,
}

/// <summary>An event of a payment method, recorded once by its id.</summary>
/// <param name="Method">Name of the payment method.</param>
/// <param name="Id">The method's id of the event.</param>
/// <param name="Kind">In the method's words.</param>
/// <param name="AtMs">When it was received, Unix milliseconds.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Reason">Why it was refused; null otherwise.</param>
/// <param name="Payment">The payment it is about; null when none.</param>
public sealed record ReceivedEvent(
    string Method, string Id, string Kind, long AtMs, EventVerdict Verdict, string? Reason, Id<PaymentKind>? Payment);
