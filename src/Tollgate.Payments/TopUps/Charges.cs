using System.Collections.Concurrent;
using System.Globalization;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Drives the payments of one wallet at the payment method: sends them, looks them up, makes their pages. Whatever it learns goes through
/// <see cref="TillState"/>.</summary>
internal sealed class Charges(TillState till, IPaymentMethod method, TopUpServices services)
{
    // Each is looked up now and then for a day: who asks for pages without end shall not have us ask the method without end.
    private const int MostPages = 10;
    private static readonly TimeSpan LookAtWaiting = TimeSpan.FromMinutes(10);

    // Those that a flow of this process drives: the sweeper leaves them alone.
    private readonly ConcurrentDictionary<Id<PaymentKind>, bool> _driven = new();
    private readonly ConcurrentDictionary<Id<PaymentKind>, long> _lookedAtMs = new();

    /// <summary>Begins a payment and sends it, if its intent is decided for. It may still be under way afterwards: then an event or the sweeper
    /// ends it. What the method answered; null when nothing was begun.</summary>
    /// <param name="id">The payment's id.</param>
    /// <param name="intent">Decides for its intent, or against it by null.</param>
    public async Task<ChargeOutcome?> SendAsync(Id<PaymentKind> id, Func<TopUpState, Arrow?> intent)
    {
        _driven[id] = true;
        try
        {
            if (await till.ApplyAsync(intent) is null)
            {
                return null;
            }

            var sent = await till.ApplyAsync(state => Known(state, id) is { } known ? Outcomes.Send(known, services.NowMs) : null);
            var outcome = await method.ChargeAsync(RequestOf(sent!.Payment!), CancellationToken.None);
            try
            {
                await TakeAsync(id, outcome);
            }
            catch (LedgerStoreException e)
            {
                // It was asked, and that is what whoever waits must know; the sweeper asks what became of it once the store is back.
                services.Failed(e);
            }

            return outcome;
        }
        finally
        {
            _driven.TryRemove(id, out _);
        }
    }

    /// <summary>Looks after a payment that nobody drives: one that was never sent ends, one of unknown outcome is looked up, one that waits for its
    /// owner is looked up now and then until its time is over.</summary>
    public async Task SweepAsync(Payment payment)
    {
        if (!_driven.TryAdd(payment.Id, true))
        {
            return;
        }

        try
        {
            switch (payment.State)
            {
                case PaymentState.Intent:
                    await till.ApplyAsync(state => Known(state, payment.Id) is { } known ? Outcomes.Abandon(known, services.NowMs) : null);
                    break;
                case PaymentState.Charging:
                    await TakeAsync(payment.Id, await method.FindAsync(RequestOf(payment), CancellationToken.None));
                    break;
                case PaymentState.NeedsAction or PaymentState.Checkout when IsDue(payment):
                    await LookAtWaitingAsync(payment);
                    break;
                default:
                    break;
            }
        }
        finally
        {
            _driven.TryRemove(payment.Id, out _);
        }
    }

    /// <summary>Ends a payment that waits for its owner, unless it was made meanwhile.</summary>
    public async Task CancelAsync(Payment payment)
    {
        var outcome = payment.ProviderId is { } id
            ? await method.CancelAsync(id, CancellationToken.None)
            : new ChargeOutcome(ChargeStatus.Cancelled);
        await TakeAsync(payment.Id, outcome);
    }

    /// <summary>A page where the owner pays so much; null when there is none. An open page for the same amount is given again.</summary>
    public async Task<Payment?> CheckoutAsync(long cents, BuyContext context)
    {
        var nowMs = services.NowMs;
        var before = await till.ReadAsync();
        if (before.Open.FirstOrDefault(p => p.Type == PaymentType.Checkout && p.Cents == cents && p.ActionUrl is not null) is { } open
            && nowMs - open.CreatedAtMs < (long)TopUpRules.OwnerTime.TotalMilliseconds / 2)
        {
            return open;
        }

        // What is paid on a page that has ended here is credited all the same.
        foreach (var old in before.Open.Where(p => p.Type == PaymentType.Checkout).SkipLast(MostPages - 1))
        {
            await till.ApplyAsync(state => Known(state, old.Id) is { } known ? Pages.Expired(known, nowMs) : null);
        }

        var id = services.Ids.Next<PaymentKind>();
        var begun = await till.ApplyAsync(state => Triggers.Checkout(state, cents, id, nowMs, services.Rules));
        var page = await method.CheckoutAsync(PageOf(begun!.Payment!, context), CancellationToken.None);
        var made = await till.ApplyAsync(state => Known(state, id) is { } known ? Pages.Made(state, known, page, services.NowMs) : null);
        return page.Url is null ? null : made?.Payment;
    }

    /// <summary>Takes an outcome in; what the networks report afterwards follows it.</summary>
    private async Task TakeAsync(Id<PaymentKind> id, ChargeOutcome outcome)
    {
        var arrow = await till.ApplyAsync(state => Known(state, id) is { } known ? Outcomes.Of(state, known, outcome, services.NowMs) : null);
        foreach (var follows in outcome.Aftermath)
        {
            if (ReversalsOf.Event(follows, services.NowMs) is { } news)
            {
                await till.ApplyAsync(state => Known(state, id) is { } known ? EventArrows.OfReversal(state, known, news, services.NowMs) : null);
            }
        }

        if (arrow?.Payment is { State: PaymentState.NeedsAction, ActionUrl: null } stuck)
        {
            await GivePageAsync(stuck);
        }
    }

    // The method has no page for this charge: it ends, and a page for the same amount takes its place.
    private async Task GivePageAsync(Payment stuck)
    {
        await CancelAsync(stuck);
        if ((await till.ReadAsync()).Open.All(p => p.Id != stuck.Id))
        {
            await CheckoutAsync(stuck.Cents, new BuyContext());
        }
    }

    private async Task LookAtWaitingAsync(Payment payment)
    {
        _lookedAtMs[payment.Id] = services.NowMs;

        // A page that was being made when its process died was shown to nobody, and without a customer the method cannot be asked for it.
        var outcome = payment is { State: PaymentState.Checkout, ActionUrl: null, Customer: null }
            ? new ChargeOutcome(ChargeStatus.NotFound)
            : await method.FindAsync(RequestOf(payment), CancellationToken.None);
        var tooLate = services.NowMs - payment.CreatedAtMs >= (long)TopUpRules.OwnerTime.TotalMilliseconds;
        if (tooLate && payment.State == PaymentState.NeedsAction && outcome.Status is not (ChargeStatus.Succeeded or ChargeStatus.Unknown))
        {
            await CancelAsync(payment);
            return;
        }

        await TakeAsync(payment.Id, outcome);
    }

    private Payment? Known(TopUpState state, Id<PaymentKind> id) => till.Find(state, id);

    private bool IsDue(Payment payment) =>
        services.NowMs - _lookedAtMs.GetValueOrDefault(payment.Id, payment.UpdatedAtMs) >= (long)LookAtWaiting.TotalMilliseconds;

    // The same for the same payment, whenever it is made.
    private ChargeRequest RequestOf(Payment payment) => new()
    {
        Payment = payment.Id,
        Attempt = payment.Attempt,
        Cents = payment.Cents,
        Workspace = payment.Wallet.Workspace,
        Mode = payment.Wallet.Mode,
        Customer = payment.Customer ?? "",
        Card = payment.Card ?? "",
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(payment.CreatedAtMs),
        Description = Describe(payment.Tokens),
        ReturnUrl = services.ReturnUrl,
    };

    private CheckoutRequest PageOf(Payment payment, BuyContext context) => new()
    {
        Payment = payment.Id,
        Cents = payment.Cents,
        Workspace = payment.Wallet.Workspace,
        Mode = payment.Wallet.Mode,
        Customer = payment.Customer,
        Email = context.Email,
        Description = Describe(payment.Tokens),
        ReturnUrl = context.ReturnUrl ?? services.ReturnUrl,
    };

    private static string Describe(long tokens) => tokens.ToString(CultureInfo.InvariantCulture) + " tokens";
}
