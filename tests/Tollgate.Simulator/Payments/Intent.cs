using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Simulator.Payments;

/// <summary>A payment at the simulated method.</summary>
internal sealed class Intent(string id, Payment payment, long atMs)
{
    public string Id { get; } = id;

    public Payment Payment { get; } = payment;

    public long AtMs { get; } = atMs;

    public ChargeStatus Status { get; set; }

    public string? Code { get; set; }

    /// <summary>Refunds and disputes whose money is gone, by their ids.</summary>
    public Dictionary<string, long> Gone { get; } = [];

    public long RefundedCents => Gone.Where(g => g.Key.StartsWith("re_", StringComparison.Ordinal)).Sum(g => g.Value);

    public ChargeOutcome Outcome => new(Status)
    {
        ProviderPayment = Id,
        Cents = Status == ChargeStatus.Succeeded ? Payment.Cents : null,
        Currency = "usd",
        Code = Code,
        ActionUrl = Status == ChargeStatus.NeedsAction && Code == "page" ? new Uri("https://pay.test/" + Id) : null,
    };
}
