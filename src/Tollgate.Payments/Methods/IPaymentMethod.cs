namespace Tollgate.Payments.Methods;

/// <summary>Who moves the money. Everything that can go wrong at the other side is a value; only defects and a cancelled wait are exceptions.
/// Whatever is asked twice under the same ids has one effect.</summary>
internal interface IPaymentMethod
{
    /// <summary>What is stored beside a payment, e.g. <c>stripe</c> or <c>test_card</c>.</summary>
    string Name { get; }

    /// <summary>Whether real money moves.</summary>
    bool IsLive { get; }

    /// <summary>The account that events must come from; null for the one that our key belongs to.</summary>
    string? Account { get; }

    /// <summary>Whether the other side keeps a list of payments to compare ours with.</summary>
    bool KeepsList { get; }

    /// <summary>Charges a saved card without its owner being there. After <see cref="ChargeStatus.Unknown"/> ask <see cref="FindAsync"/>; the same
    /// request sent again is safe for <see cref="ChargeRequest.RepeatableFor"/> after the first.</summary>
    Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken);

    /// <summary>What became of a charge whose outcome is not known. Never charges. <see cref="ChargeStatus.NotFound"/>: the other side has not seen it
    /// so far; a request that is still under way may yet arrive, so wait <see cref="ChargeRequest.LatestArrival"/> before that counts as an end.</summary>
    Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a charge that waits for its owner. The outcome says what it is afterwards: a charge that was made meanwhile stays made.</summary>
    /// <param name="providerPayment">The provider's id of the payment.</param>
    Task<ChargeOutcome> CancelAsync(string providerPayment, CancellationToken cancellationToken);

    /// <summary>Makes a page where a customer enters a card, and pays if an amount is given.</summary>
    Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken);

    /// <summary>What may be shown of a saved card. Events name cards by id only.</summary>
    /// <param name="card">The provider's id.</param>
    Task<CardOutcome> CardAsync(string card, CancellationToken cancellationToken);

    /// <summary>Makes a link to the page where a customer sees invoices and changes the card.</summary>
    Task<LinkOutcome> PortalAsync(PortalRequest request, CancellationToken cancellationToken);

    /// <summary>Pays back a charge or a part of it.</summary>
    Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken);

    /// <summary>Checks who sent an event and reads it.</summary>
    /// <param name="body">The exact bytes that came.</param>
    /// <param name="signature">The header with the signature; null when there was none.</param>
    WebhookReading ReadEvent(ReadOnlyMemory<byte> body, string? signature);

    /// <summary>All payments that the other side began in [from, to), newest first, to compare our books with. Fails with
    /// <see cref="PaymentListException"/>: half a list proves nothing.</summary>
    IAsyncEnumerable<ListedPayment> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
