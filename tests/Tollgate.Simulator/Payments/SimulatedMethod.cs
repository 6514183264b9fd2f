using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Simulator.Payments;

/// <summary>A payment method with every accident that a network has: requests that never arrive or arrive late, replies that are lost, and events
/// that come late, twice, shuffled or never. By idempotency key a request has one effect.</summary>
internal sealed class SimulatedMethod(Random chance, Agenda agenda, Func<long> nowMs, Func<Id<PaymentKind>, Payment?> rows) : IPaymentMethod
{
    private readonly Dictionary<(Id<PaymentKind>, int), Intent> _intents = [];
    private readonly List<PaymentEvent> _events = [];
    private readonly List<Intent> _paid = [];
    private int _number;

    public string Name => "simulated";

    public bool IsLive => true;

    public string? Account => null;

    public bool KeepsList => true;

    /// <summary>Percent of cards that are declined, and that need their owner.</summary>
    public (int Declined, int NeedsOwner) Mood { get; set; }

    /// <summary>Told of an event that is to be delivered: its number, to be handed to <see cref="ReadEvent"/>.</summary>
    public required Action<int> Deliver { get; init; }

    public IReadOnlyCollection<Intent> Intents => _intents.Values;

    public Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<ChargeOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fate = chance.Next(100);
        if (fate < 60)
        {
            var outcome = Make(request).Outcome;
            agenda.ForThisLife(chance.Next(2_000), () => reply.SetResult(outcome));
        }
        else
        {
            // Lost on the way out, lost on the way back, or so slow that nobody waited for it.
            agenda.ForThisLife(chance.Next(60_000), () => reply.SetResult(new ChargeOutcome(ChargeStatus.Unknown)));
            if (fate < 75)
            {
                Make(request);
            }
            else if (fate < 90)
            {
                agenda.After(chance.Next((int)ChargeRequest.LatestArrival.TotalMilliseconds), () => Make(request));
            }
        }

        return reply.Task;
    }

    public Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken) => ReplyAsync(() =>
        chance.Next(10) == 0 ? new ChargeOutcome(ChargeStatus.Unknown)
        : _intents.TryGetValue((request.Payment, request.Attempt), out var intent) ? intent.Outcome
        : new ChargeOutcome(ChargeStatus.NotFound));

    public Task<ChargeOutcome> CancelAsync(string providerPayment, CancellationToken cancellationToken) => ReplyAsync(() =>
    {
        var intent = _intents.Values.First(i => i.Id == providerPayment);
        if (chance.Next(10) == 0)
        {
            return new ChargeOutcome(ChargeStatus.Unknown) { ProviderPayment = providerPayment };
        }

        if (intent.Status is ChargeStatus.NeedsAction)
        {
            intent.Status = ChargeStatus.Cancelled;
        }

        return intent.Outcome;
    });

    public Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken)
    {
        if (chance.Next(10) == 0)
        {
            return ReplyAsync(() => new LinkOutcome { Code = "down", IsPassing = true });
        }

        if (chance.Next(2) == 0)
        {
            agenda.After(chance.Next(3_600_000), () => Pay(rows(request.Payment)!));
        }

        var customer = request.Customer ?? "cus_" + request.Workspace;
        return ReplyAsync(() => new LinkOutcome { Url = new Uri("https://pay.test/" + request.Payment), Customer = customer });
    }

    public Task<CardOutcome> CardAsync(string card, CancellationToken cancellationToken) =>
        ReplyAsync(() => new CardOutcome(new SavedCard(card, "visa", "4242", 1, 2040)));

    public Task<LinkOutcome> PortalAsync(PortalRequest request, CancellationToken cancellationToken) =>
        ReplyAsync(() => new LinkOutcome { Code = "no_page" });

    public Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken) =>
        ReplyAsync(() => new RefundOutcome(RefundStatus.Refused));

    public WebhookReading ReadEvent(ReadOnlyMemory<byte> body, string? signature) =>
        new(_events[int.Parse(Encoding.ASCII.GetString(body.Span), CultureInfo.InvariantCulture)], WebhookFault.None);

    public async IAsyncEnumerable<ListedPayment> ListAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var intent in _intents.Values)
        {
            yield return new ListedPayment
            {
                ProviderPayment = intent.Id,
                Payment = intent.Payment.Id,
                Status = intent.Status,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(intent.AtMs),
                Cents = intent.Status == ChargeStatus.Succeeded ? intent.Payment.Cents : 0,
                RefundedCents = intent.RefundedCents,
                Currency = "usd",
                IsLive = true,
            };
        }
    }

    /// <summary>Money of some payment goes back, or its owner disputes it.</summary>
    public void TakeBackSomething()
    {
        if (_paid.Count == 0)
        {
            return;
        }

        var intent = _paid[chance.Next(_paid.Count)];
        var isRefund = chance.Next(3) != 0;
        var left = intent.Payment.Cents - intent.Gone.Values.Sum();
        if (left <= 0)
        {
            return;
        }

        var cents = chance.Next(3) == 0 ? left : chance.NextInt64(1, left + 1);
        var id = (isRefund ? "re_" : "dp_") + _number++;
        intent.Gone[id] = cents;
        Emit(intent, isRefund ? PaymentEventKind.Refunded : PaymentEventKind.DisputeOpened, id, cents, least: 1);
        var end = chance.Next(4);
        if (end == 0)
        {
            agenda.After(chance.Next(86_400_000), () =>
            {
                intent.Gone.Remove(id);
                Emit(intent, isRefund ? PaymentEventKind.RefundFailed : PaymentEventKind.DisputeWon, id, cents, least: 1);
            });
        }
        else if (end == 1 && !isRefund)
        {
            Emit(intent, PaymentEventKind.DisputeLost, id, cents, least: 0);
        }
    }

    private Intent Make(ChargeRequest request)
    {
        if (_intents.TryGetValue((request.Payment, request.Attempt), out var known))
        {
            return known;
        }

        var intent = Add(rows(request.Payment)!, request.Attempt);
        var mood = chance.Next(100);
        if (mood < Mood.Declined)
        {
            (intent.Status, intent.Code) = (ChargeStatus.Declined, "insufficient_funds");
            Emit(intent, PaymentEventKind.PaymentFailed);
        }
        else if (mood < Mood.Declined + Mood.NeedsOwner)
        {
            (intent.Status, intent.Code) = (ChargeStatus.NeedsAction, chance.Next(2) == 0 ? "page" : "authentication_required");
            Emit(intent, PaymentEventKind.PaymentNeedsAction);
            agenda.After(chance.Next(7_200_000), () => Confirm(intent));
        }
        else if (chance.Next(10) == 0)
        {
            intent.Status = ChargeStatus.Processing;
            Emit(intent, PaymentEventKind.PaymentProcessing);
            agenda.After(chance.Next(600_000), () => Succeed(intent));
        }
        else
        {
            Succeed(intent);
        }

        return intent;
    }

    // The buyer pays on the page, if anybody was shown it.
    private void Pay(Payment payment)
    {
        if (payment.ActionUrl is not null && !_intents.ContainsKey((payment.Id, payment.Attempt)))
        {
            var intent = Add(payment, payment.Attempt);
            Succeed(intent);
            Emit(intent, PaymentEventKind.CheckoutCompleted);
        }
    }

    private void Confirm(Intent intent)
    {
        if (intent.Status == ChargeStatus.NeedsAction && chance.Next(2) == 0)
        {
            Succeed(intent);
        }
    }

    private void Succeed(Intent intent)
    {
        intent.Status = ChargeStatus.Succeeded;
        intent.Code = null;
        _paid.Add(intent);
        Emit(intent, PaymentEventKind.PaymentSucceeded, null, intent.Payment.Cents);
    }

    private Intent Add(Payment payment, int attempt)
    {
        var intent = new Intent("pi_" + _number++, payment, nowMs());
        _intents.Add((payment.Id, attempt), intent);
        return intent;
    }

    private void Emit(Intent intent, PaymentEventKind kind, string? about = null, long? cents = null, int least = 0)
    {
        var number = _events.Count;
        _events.Add(new PaymentEvent
        {
            Id = "evt_" + number,
            Type = kind.ToString(),
            Kind = kind,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(nowMs()),
            IsLive = true,
            Payment = about is null ? intent.Payment.Id : null,
            Attempt = intent.Payment.Attempt,
            Object = about ?? intent.Id,
            ProviderPayment = intent.Id,
            Customer = "cus_" + intent.Payment.Wallet.Workspace,
            Card = "card_of_page",
            Cents = cents,
            Currency = "usd",
            Code = kind == PaymentEventKind.PaymentFailed ? intent.Code : null,
        });
        for (var copies = Math.Max(least, chance.Next(20) switch { 0 => 0, < 14 => 1, < 18 => 2, _ => 3 }); copies > 0; copies--)
        {
            agenda.After(chance.Next(10) == 0 ? chance.Next(7_200_000) : chance.Next(5_000), () => Deliver(number));
        }
    }

    private Task<T> ReplyAsync<T>(Func<T> answer)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        agenda.ForThisLife(chance.Next(1_000), () => reply.SetResult(answer()));
        return reply.Task;
    }
}
