namespace Tollgate.Payments.Methods;

/// <summary>What an event of a payment provider means to us.</summary>
internal enum PaymentEventKind
{
    /// <summary>Nothing: worth a record, no more.</summary>
    Ignored,

    /// <summary>Money came in.</summary>
    PaymentSucceeded,

    /// <summary>An attempt was declined; nothing came in.</summary>
    PaymentFailed,

    PaymentProcessing,

    /// <summary>The card's owner must act.</summary>
    PaymentNeedsAction,

    /// <summary>The payment was ended; nothing comes in.</summary>
    PaymentCancelled,

    /// <summary>The customer was through with the page; the money of one that paid is told by <see cref="PaymentSucceeded"/>.</summary>
    CheckoutCompleted,

    /// <summary>The customer did not use the page in time.</summary>
    CheckoutExpired,

    /// <summary>A card can be charged from now on, and is the one that its owner wants charged.</summary>
    CardSaved,

    /// <summary>What is shown of a card changed, its expiry for one; it need not be the one that is charged.</summary>
    CardChanged,

    /// <summary>A card is gone.</summary>
    CardRemoved,

    /// <summary>Money goes back: take the tokens, once for each <see cref="PaymentEvent.Object"/>.</summary>
    Refunded,

    /// <summary>A refund did not reach the customer: give the tokens back, once for each <see cref="PaymentEvent.Object"/>.</summary>
    RefundFailed,

    /// <summary>The card's owner disputes a charge, and the money is withdrawn: take the tokens, once for each <see cref="PaymentEvent.Object"/>.</summary>
    DisputeOpened,

    /// <summary>Decided for us, the money is back: give the tokens back, once for each <see cref="PaymentEvent.Object"/>.</summary>
    DisputeWon,

    /// <summary>Decided against us: the tokens stay taken.</summary>
    DisputeLost,

    /// <summary>A subscription came to be, changed or ended: <see cref="PaymentEvent.Status"/> says how it stands.</summary>
    SubscriptionChanged,
}
