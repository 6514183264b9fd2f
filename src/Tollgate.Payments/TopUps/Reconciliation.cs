using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Compares what was credited with what the payment method says it took, both ways. A payment whose event never came is credited; what
/// cannot be put right by itself is a finding.</summary>
internal sealed class Reconciliation(Tills tills, IPaymentMethod method, TopUpServices services)
{
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);
    private readonly Dictionary<Id<PaymentKind>, string> _paidBy = [];
    private readonly List<string> _findings = [];

    /// <summary>Compares the payments of [from, to); returns what does not agree.</summary>
    /// <exception cref="PaymentListException">the method's list could not be read to its end.</exception>
    /// <exception cref="Tollgate.Metering.Ledger.LedgerStoreException">a finding or a credit is not known to be durable.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(DateTimeOffset from, DateTimeOffset to)
    {
        await services.Books.Flush();
        var listedCents = 0L;
        await foreach (var listed in method.ListAsync(from - Slack, to + TopUpRules.OwnerTime + Slack, CancellationToken.None))
        {
            if (listed.Payment is { } id)
            {
                await CompareAsync(listed, id);
                listedCents += listed.Cents;
            }
        }

        foreach (var ours in services.Books.Stored.Between(KeyMode.Live, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()))
        {
            if (ours.State == PaymentState.Credited && ours.ProviderId is not null && !_paidBy.ContainsKey(ours.Id) && IsOf(ours))
            {
                await FindAsync(ours, "credited_not_listed", $"{ours.Id} is credited, and {method.Name} lists no payment for it");
            }
        }

        return _findings;
    }

    private async Task CompareAsync(ListedPayment listed, Id<PaymentKind> id)
    {
        if (services.Books.Stored.Find(id) is not { } ours)
        {
            if (listed.Status == ChargeStatus.Succeeded)
            {
                _findings.Add($"{method.Name} took {listed.Cents} cents for {id} ({listed.ProviderPayment}), which is not known here");
            }

            return;
        }

        if (listed.Status != ChargeStatus.Succeeded)
        {
            if (ours.State == PaymentState.Credited && ours.ProviderId == listed.ProviderPayment)
            {
                await FindAsync(ours, "credited_not_paid", $"{id} is credited, and {method.Name} says that {listed.ProviderPayment} is {listed.Status}");
            }

            return;
        }

        if (!_paidBy.TryAdd(id, listed.ProviderPayment))
        {
            await FindAsync(ours, "paid_twice", $"{id} was paid by {_paidBy[id]} and by {listed.ProviderPayment}");
            return;
        }

        if (listed.IsLive != method.IsLive || listed.Currency != Outcomes.Currency || listed.Cents != ours.Cents)
        {
            await FindAsync(ours, "amount_mismatch", $"{id} asked for {ours.Cents} cents USD, and {listed.ProviderPayment} took {listed.Cents} {listed.Currency}");
            return;
        }

        await CreditAsync(listed, ours);
        var refunded = ours.Reversals.Where(r => r is { Kind: ReversalKind.Refund, Undone: false }).Sum(r => r.Cents);
        if (listed.RefundedCents != refunded)
        {
            await FindAsync(ours, "refund_mismatch", $"{id}: {refunded} cents refunded here, {listed.RefundedCents} at {method.Name}");
        }
    }

    // The reply and the event were both lost, and the sweeper had given up.
    private async Task CreditAsync(ListedPayment listed, Payment ours)
    {
        if (ours.State == PaymentState.Credited)
        {
            return;
        }

        var till = tills.Of(ours.Wallet).State;
        var outcome = new ChargeOutcome(ChargeStatus.Succeeded)
        {
            ProviderPayment = listed.ProviderPayment, Cents = listed.Cents, Currency = listed.Currency,
        };
        await till.ApplyAsync(state => till.Find(state, ours.Id) is { } known ? Outcomes.Of(state, known, outcome, services.NowMs) : null);
    }

    private async Task FindAsync(Payment payment, string finding, string text)
    {
        _findings.Add(text);
        await services.Books.Commit(null, new PaymentChange
        {
            Told = TopUpEvents.Finding(payment, finding, services.NowMs) with { Id = services.Ids.Next<EventKind>() },
        });
    }

    // Payments that another method made are not in this one's list.
    private bool IsOf(Payment payment) => services.Books.Stored.Load(payment.Wallet).Profile?.Method == method.Name;
}
