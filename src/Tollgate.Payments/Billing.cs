using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;
using Tollgate.Payments.TestCard;
using Tollgate.Payments.TopUps;

namespace Tollgate.Payments;

/// <summary>Buying tokens: with the saved card, on a page, automatically. Money moves by the payment method of a wallet's mode; tokens move with the
/// payment's own row, in one commit, once.</summary>
public sealed class Billing : IDisposable
{
    private static readonly TimeSpan CallWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Compared = TimeSpan.FromDays(3);
    private readonly TopUpServices _services;
    private readonly IPaymentMethod _live;
    private readonly Tills _tills;
    private readonly EventDesk _events;
    private volatile IReadOnlyList<string> _findings = [];

    internal Billing(TopUpServices services, Subscriptions subscriptions)
    {
        _services = services;
        _live = services.MethodOf(KeyMode.Live);
        _tills = new Tills(services);
        _events = new EventDesk(_tills, _live, services, subscriptions);
    }

    /// <summary>Smallest and largest purchase, and how many tokens they buy.</summary>
    public TopUpRules Rules => _services.Rules;

    /// <summary>Whether a payment method is set up that moves money, so that test cards pay for live keys no more.</summary>
    public bool HasRealMethod => _live is not TestCardMethod;

    /// <summary>What the last comparison with the payment method's list found, for a person to look at.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Buys with the saved card; waits for the outcome, at most some seconds.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="cents">US cents, within <see cref="Rules"/>.</param>
    /// <param name="context">For a page, where one is needed.</param>
    public async Task<BuyOutcome> BuyAsync(WalletId wallet, long cents, BuyContext context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cents, Rules.LeastCents);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cents, Rules.MostCents);
        var till = _tills.Of(wallet);
        var patience = new Patience();
        try
        {
            var (payment, outcome) = await till.BuyAsync(cents, patience).WaitAsync(CallWait, _services.Time);
            return payment is null || outcome is null
                ? await CheckoutAsync(till, cents, context)
                : await TellAsync(till, payment, outcome, context);
        }
        catch (TimeoutException)
        {
            // What still waits for the payment ahead of it never begins: its buyer may well ask again.
            return new BuyOutcome(patience.TryLeave() ? BuyResult.Unavailable : BuyResult.Pending);
        }
        catch (LedgerStoreException e)
        {
            // Nothing was sent: from then on whoever waits is told by the payment's end, or that it is pending.
            _services.Failed(e);
            return new BuyOutcome(BuyResult.Unavailable);
        }
    }

    /// <summary>The owner sets automatic top-ups; a balance below the threshold is topped up at once.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable.</exception>
    public async Task<AutoReloadStatus> SetAutoReloadAsync(WalletId wallet, bool enabled, long thresholdTokens, long topUpCents)
    {
        var till = _tills.Of(wallet);
        await till.State.ApplyAsync(state => ReloadSettings.Set(state, enabled, thresholdTokens, topUpCents, _services.NowMs));
        try
        {
            await till.CancelWaitingAsync().WaitAsync(CallWait, _services.Time);
        }
        catch (TimeoutException)
        {
            // Until it is through, or the sweeper's own, nothing new begins.
        }

        till.Wake();
        return AutoReload(wallet);
    }

    /// <summary>How automatic top-ups of the wallet stand.</summary>
    /// <exception cref="LedgerStoreException">the store cannot be read.</exception>
    public AutoReloadStatus AutoReload(WalletId wallet) => ReloadSettings.Describe(Known(wallet), _services.NowMs, Rules);

    /// <summary>Tops up before a call is refused, once for all calls that lack tokens at the moment; waits at most ten seconds.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="shortfall">What the call lacks, tokens.</param>
    /// <param name="cancellationToken">Ends the waiting, not the top-up.</param>
    public async Task<ReloadTry> TryBeforeRefusalAsync(WalletId wallet, long shortfall, CancellationToken cancellationToken)
    {
        try
        {
            // Read once and kept: refusals may come by the thousand.
            var state = await _tills.Of(wallet).State.ReadAsync();
            if (Triggers.Hinders(state, _services.NowMs) is not (Hindrance.None or Hindrance.UnderWay))
            {
                return ReloadTry.NotTried;
            }

            var ended = await _tills.Of(wallet).ReloadAsync(shortfall).WaitAsync(CallWait, _services.Time, cancellationToken);
            return ended switch
            {
                null => ReloadTry.NotTried,
                { State: PaymentState.Credited } => ReloadTry.Credited,
                _ => ReloadTry.Failed,
            };
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return ReloadTry.UnderWay;
        }
        catch (LedgerStoreException e)
        {
            _services.Failed(e);
            return ReloadTry.Failed;
        }
    }

    /// <summary>What the owner was charged and paid back, newest first.</summary>
    /// <exception cref="LedgerStoreException">the store cannot be read.</exception>
    public InvoicePage Invoices(WalletId wallet, Id<PaymentKind>? before, int limit) =>
        TopUps.Invoices.Page(_services.Books.Stored.List(wallet, before, limit + 1), limit);

    /// <summary>The saved card; null when there is none.</summary>
    /// <exception cref="LedgerStoreException">the store cannot be read.</exception>
    public SavedCard? Card(WalletId wallet) => Known(wallet).Card;

    /// <summary>Saves a card of the networks' test numbers for a wallet that no real method pays for.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable.</exception>
    public async Task<CardResult> SaveTestCardAsync(WalletId wallet, string number)
    {
        if (_services.MethodOf(wallet.Mode) is not TestCardMethod)
        {
            return CardResult.Refused;
        }

        if (TestCardMethod.Save(number) is not { } card)
        {
            return CardResult.UnknownNumber;
        }

        var till = _tills.Of(wallet);
        await till.State.ApplyAsync(state => ReloadSettings.SaveCard(state, card, $"cus_test_{wallet.Workspace}"));
        till.Wake();
        return CardResult.Saved;
    }

    /// <summary>A link to the owner's page at the payment method; null when there is none.</summary>
    public async Task<Uri?> PortalAsync(WalletId wallet, Uri? returnUrl, CancellationToken cancellationToken) =>
        Known(wallet).ProfileToChange.Customer is { } customer
            ? (await _services.MethodOf(wallet.Mode).PortalAsync(new PortalRequest(customer, returnUrl ?? _services.ReturnUrl), cancellationToken)).Url
            : null;

    /// <summary>Takes in an event of the payment method.</summary>
    /// <param name="body">The exact bytes that came.</param>
    /// <param name="signature">The header with the signature; null when there was none.</param>
    public async Task<WebhookAnswer> ReceiveAsync(ReadOnlyMemory<byte> body, string? signature)
    {
        var reading = _live.ReadEvent(body, signature);
        if (reading.Event is not { } happened)
        {
            return reading.Fault == WebhookFault.NotSupported ? WebhookAnswer.NotExpected : WebhookAnswer.NotBelieved;
        }

        try
        {
            return await _events.TakeAsync(happened) is null ? WebhookAnswer.Unavailable : WebhookAnswer.Received;
        }
        catch (LedgerStoreException e)
        {
            _services.Failed(e);
            return WebhookAnswer.Unavailable;
        }
    }

    /// <summary>Looks after payments that nobody drives. To be called every few seconds.</summary>
    public Task SweepAsync() => _tills.SweepAsync();

    /// <summary>Compares the last days with the payment method's list. To be called every hour or so. False when that could not be done now.</summary>
    public async Task<bool> ReconcileAsync()
    {
        if (!_live.KeepsList)
        {
            return true;
        }

        try
        {
            var now = _services.Time.GetUtcNow();
            _findings = await new Reconciliation(_tills, _live, _services).RunAsync(now - Compared, now);
            return true;
        }
        catch (Exception e) when (e is LedgerStoreException or PaymentListException)
        {
            _services.Failed(e);
            return false;
        }
    }

    public void Dispose() => _tills.Dispose();

    /// <summary>A wallet's balance changed.</summary>
    internal void OnBalance(WalletId wallet, long balance) => _tills.OnBalance(wallet, balance);

    private TopUpState Known(WalletId wallet) => _tills.Of(wallet).State.Known
        ?? TopUpState.Of(wallet, _services.MethodOf(wallet.Mode).Name, _services.Books.Stored.Load(wallet));

    private async Task<BuyOutcome> TellAsync(Till till, Payment payment, ChargeOutcome outcome, BuyContext context)
    {
        switch (payment.State)
        {
            case PaymentState.Credited:
                return new BuyOutcome(BuyResult.Credited, payment, _services.Books.Balance(payment.Wallet));
            case PaymentState.NeedsAction:
                return new BuyOutcome(BuyResult.Declined, payment, 0, payment.ActionUrl, Outcomes.NeedsOwner, outcome.Message);
            case PaymentState.Failed when outcome.Status == ChargeStatus.Refused && outcome.IsPassing:
                return new BuyOutcome(BuyResult.Unavailable, payment, 0, null, outcome.Code, outcome.Message);
            default:
                // A card that can do nothing is replaced on a page.
                var page = await till.Charges.CheckoutAsync(payment.Cents, context);
                return new BuyOutcome(BuyResult.Declined, payment, 0, page?.ActionUrl, payment.Code, outcome.Message);
        }
    }

    private static async Task<BuyOutcome> CheckoutAsync(Till till, long cents, BuyContext context)
    {
        var page = await till.Charges.CheckoutAsync(cents, context);
        return new BuyOutcome(BuyResult.CheckoutRequired, page, 0, page?.ActionUrl);
    }
}
