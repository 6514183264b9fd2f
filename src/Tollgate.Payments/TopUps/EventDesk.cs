using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Takes in the events of a payment method: each once by its id, each judged before it has any effect. What is refused is kept for a
/// person to look at.</summary>
internal sealed class EventDesk(Tills tills, IPaymentMethod method, TopUpServices services, Subscriptions subscriptions)
{
    private const long ClockSlackMs = 600_000;

    /// <summary>Takes an event whose sender is certain. Null when it must come again: it may be about a payment whose name at the method is not
    /// known yet.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable: the method sends it again.</exception>
    public async Task<EventVerdict?> TakeAsync(PaymentEvent happened)
    {
        var payment = FindPayment(happened);
        if (payment is null && ReversalsOf.Event(happened) is not null)
        {
            await tills.SweepAsync();
            payment = FindPayment(happened);
            if (payment is null && MayBeOurs(happened))
            {
                return null;
            }
        }

        if (EventJudge.Refuses(happened, payment, method) is { } reason)
        {
            return await RecordAsync(happened, EventVerdict.Refused, reason, payment);
        }

        return happened.Kind switch
        {
            PaymentEventKind.SubscriptionChanged => await SubscriptionAsync(happened),
            PaymentEventKind.CardSaved or PaymentEventKind.CardChanged or PaymentEventKind.CardRemoved => await CardAsync(happened, payment),
            PaymentEventKind.Ignored => await RecordAsync(happened, EventVerdict.Ignored, null, payment),
            _ when payment is null => await RecordAsync(happened, EventVerdict.Ignored, null, null),
            _ => await PaymentAsync(happened, payment),
        };
    }

    private Payment? FindPayment(PaymentEvent happened) =>
        happened.Payment is { } id ? services.Books.Stored.Find(id)
        : happened.ProviderPayment is { } provider ? services.Books.Stored.FindByProvider(provider)
        : null;

    // Money can go back before the charge was told here.
    private bool MayBeOurs(PaymentEvent happened)
    {
        var atMs = happened.CreatedAt.ToUnixTimeMilliseconds() + ClockSlackMs;
        return services.Books.Stored.Busy().SelectMany(wallet => services.Books.Stored.Load(wallet).Open)
            .Any(p => p.ProviderId is null && p.CreatedAtMs <= atMs);
    }

    private async Task<EventVerdict> PaymentAsync(PaymentEvent happened, Payment payment)
    {
        var till = tills.Of(payment.Wallet);
        var card = happened.Kind is PaymentEventKind.PaymentSucceeded && payment.Type == PaymentType.Checkout && happened.Card is { } saved
            ? (await method.CardAsync(saved, CancellationToken.None)).Card ?? new SavedCard(saved)
            : null;
        var verdict = EventVerdict.Taken;
        await till.State.ApplyAsync(state =>
        {
            if (IsKnown(happened) || till.State.Find(state, payment.Id) is not { } known)
            {
                return null;
            }

            var arrow = EventArrows.Of(state, known, happened, services.NowMs);
            var change = arrow?.Change ?? new PaymentChange();
            if (card is not null)
            {
                change = change with
                {
                    Profile = state.ProfileToChange with { Card = card, Customer = happened.Customer ?? state.ProfileToChange.Customer },
                };
            }

            return new Arrow(change with { Received = Row(happened, verdict, null, payment.Id) }, arrow?.Move);
        });
        if (card is not null)
        {
            till.Wake();
        }

        return verdict;
    }

    private async Task<EventVerdict> CardAsync(PaymentEvent happened, Payment? payment)
    {
        if (WalletOf(happened, payment) is not { } wallet || happened.Card is not { } id)
        {
            return await RecordAsync(happened, EventVerdict.Ignored, null, payment);
        }

        var till = tills.Of(wallet);
        var card = happened.Kind != PaymentEventKind.CardRemoved
            ? (await method.CardAsync(id, CancellationToken.None)).Card ?? new SavedCard(id)
            : null;
        await till.State.ApplyAsync(state =>
        {
            if (IsKnown(happened))
            {
                return null;
            }

            var profile = state.ProfileToChange;
            var counts = happened.Kind == PaymentEventKind.CardSaved || profile.Card?.Id == id;
            return new Arrow(new PaymentChange
            {
                Profile = counts ? profile with { Card = card, Customer = happened.Customer ?? profile.Customer } : null,
                Received = Row(happened, EventVerdict.Taken, null, payment?.Id),
            });
        });
        till.Wake();
        return EventVerdict.Taken;
    }

    private async Task<EventVerdict> SubscriptionAsync(PaymentEvent happened)
    {
        if (WalletOf(happened, null) is not { } wallet || Subscriptions.StatusOf(happened.Status) is not { } status)
        {
            return await RecordAsync(happened, EventVerdict.Ignored, null, null);
        }

        var atMs = happened.CreatedAt.ToUnixTimeMilliseconds();
        await tills.Of(wallet).State.ApplyAsync(state =>
        {
            // An older one that comes late tells nothing.
            var profile = state.ProfileToChange;
            if (IsKnown(happened))
            {
                return null;
            }

            var counts = atMs >= profile.SubscriptionAtMs && subscriptions.Set(wallet.Workspace, status);
            return new Arrow(new PaymentChange
            {
                Profile = counts ? profile with { SubscriptionAtMs = atMs, Customer = profile.Customer ?? happened.Customer } : null,
                Received = Row(happened, counts ? EventVerdict.Taken : EventVerdict.Ignored, null, null),
            });
        });
        return EventVerdict.Taken;
    }

    // Events name the workspace where we could tell the method; else the customer tells.
    private WalletId? WalletOf(PaymentEvent happened, Payment? payment)
    {
        if (payment is not null)
        {
            return payment.Wallet;
        }

        return happened.Workspace is { } workspace && subscriptions.Knows(workspace)
            ? new WalletId(workspace, KeyMode.Live)
            : happened.Customer is { } customer ? services.Books.Stored.FindCustomer(method.Name, customer)?.Wallet : null;
    }

    private async Task<EventVerdict> RecordAsync(PaymentEvent happened, EventVerdict verdict, string? reason, Payment? payment)
    {
        if (!IsKnown(happened))
        {
            var told = verdict == EventVerdict.Refused && payment is not null
                ? TopUpEvents.Finding(payment, "event_" + reason, services.NowMs) with { Id = services.Ids.Next<EventKind>() }
                : null;
            await services.Books.Commit(null, new PaymentChange { Received = Row(happened, verdict, reason, payment?.Id), Told = told });
        }

        return verdict;
    }

    private bool IsKnown(PaymentEvent happened) => services.Books.Stored.HasReceived(method.Name, happened.Id);

    private ReceivedEvent Row(PaymentEvent happened, EventVerdict verdict, string? reason, Id<PaymentKind>? payment) =>
        new(method.Name, happened.Id, happened.Type, services.NowMs, verdict, reason, payment);
}
