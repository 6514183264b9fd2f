using Tollgate.Metering.Events;
using Tollgate.Metering.Money;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>What a wallet's owner is told of payments.</summary>
internal static class TopUpEvents
{
    private const long NanosPerCent = 10_000_000;

    public static WorkspaceEvent Failed(Payment payment, int declines, long nowMs) =>
        Of(payment, EventKinds.AutoReloadFailed, nowMs, ("code", payment.Code), ("declines_in_row", declines));

    public static WorkspaceEvent SwitchedOff(Payment payment, int declines, long nowMs) =>
        Of(payment, EventKinds.AutoReloadOff, nowMs, ("code", payment.Code), ("declines_in_row", declines));

    public static WorkspaceEvent Paused(Payment payment, long nowMs) =>
        Of(payment, EventKinds.AutoReloadPaused, nowMs, ("code", payment.Code), ("action_url", payment.ActionUrl));

    public static WorkspaceEvent Disputed(Payment payment, Reversal dispute, long nowMs) =>
        Of(payment, EventKinds.PaymentDisputed, nowMs, ("dispute", dispute.Id), ("disputed_usd", new NanoUsd(dispute.Cents * NanosPerCent)));

    public static WorkspaceEvent Finding(Payment payment, string finding, long nowMs) =>
        Of(payment, EventKinds.PaymentFinding, nowMs, ("finding", finding), ("provider_id", payment.ProviderId)) with
        {
            Once = $"{EventKinds.PaymentFinding}/{payment.Id}/{finding}",
        };

    private static WorkspaceEvent Of(
        Payment payment, string kind, long nowMs, (string, object?) first, (string, object?) second) => new()
    {
        Workspace = payment.Wallet.Workspace,
        AtMs = nowMs,
        Kind = kind,
        Data = EventData.Of(
            ("payment_id", payment.Id.ToString()),
            ("mode", payment.Wallet.Mode == Metering.Identity.KeyMode.Live ? "live" : "test"),
            ("amount_usd", new NanoUsd(payment.Cents * NanosPerCent)),
            first,
            second),
    };
}
