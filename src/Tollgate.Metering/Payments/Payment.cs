using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Payments;

/// <summary>Why money is asked for.</summary>
public enum PaymentType : byte
{
    /// <summary>The owner buys tokens with the saved card.</summary>
    Purchase = 1,

    /// <summary>The balance fell below the threshold.</summary>
    AutoReload = 2,

    /// <summary>The owner buys tokens on a page of the payment method, which saves the card too.</summary>
    Checkout = 3,
}

/// <summary>How far a payment has come. Only <see cref="Credited"/> has tokens; a payment that ended otherwise is credited all the same should
/// the payment method say later that it took the money.</summary>
public enum PaymentState : byte
{
    /// <summary>The row is durable; nothing has been asked of the payment method.</summary>
    Intent = 1,

    /// <summary>The charge was sent, or may have been: what became of it is asked, never guessed.</summary>
    Charging = 2,

    /// <summary>The card's owner must confirm it, at <see cref="Payment.ActionUrl"/>.</summary>
    NeedsAction = 3,

    /// <summary>The buyer is on the method's page, or left it.</summary>
    Checkout = 4,

    /// <summary>Paid, and the tokens are in the wallet.</summary>
    Credited = 5,

    /// <summary>The card's bank said no.</summary>
    Declined = 6,

    /// <summary>It came to nothing without the bank's no: refused by the method, never arrived, or left by the buyer.</summary>
    Failed = 7,
}

/// <summary>Why money goes back.</summary>
public enum ReversalKind : byte
{
    Refund = 1,
    Dispute = 2,
}

/// <summary>Money of a payment that went back, or is withdrawn while a dispute goes on: its part of the tokens is taken back.</summary>
/// <param name="Id">The payment method's id of the refund or the dispute.</param>
/// <param name="Kind">Why.</param>
/// <param name="Cents">How much, US cents.</param>
/// <param name="Undone">True once the refund failed or the dispute was won; final.</param>
/// <param name="AtMs">When it was first told here, Unix milliseconds.</param>
public sealed record Reversal(string Id, ReversalKind Kind, long Cents, bool Undone, long AtMs);

/// <summary>One payment for tokens, from before anything is asked of the payment method. Rows are absolute: written twice, nothing changes.</summary>
public sealed record Payment
{
    /// <summary>Also the id of the move that credits it, which makes the credit happen once.</summary>
    public required Id<PaymentKind> Id { get; init; }

    public required WalletId Wallet { get; init; }

    public required PaymentType Type { get; init; }

    public required PaymentState State { get; init; }

    /// <summary>What is charged, US cents.</summary>
    public required long Cents { get; init; }

    /// <summary>What it buys, at the rate when it came to be.</summary>
    public required long Tokens { get; init; }

    /// <summary>Number of the attempt, from 1; with the id it makes the idempotency key at the payment method.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The payment method's id of who pays; null until known.</summary>
    public string? Customer { get; init; }

    /// <summary>The payment method's id of the card that is charged, kept so that a request sent again is the same; null on a page.</summary>
    public string? Card { get; init; }

    /// <summary>The payment method's id of the charge; null until known.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Where the owner confirms or checks out; null when there is nothing to do.</summary>
    public string? ActionUrl { get; init; }

    /// <summary>The method's receipt or invoice.</summary>
    public string? ReceiptUrl { get; init; }

    /// <summary>Why it was declined or failed, in the payment method's words of one token; null otherwise.</summary>
    public string? Code { get; init; }

    public IReadOnlyList<Reversal> Reversals { get; init; } = [];

    /// <summary>Tokens that refunds and disputes have taken back and that are not given back.</summary>
    public long TakenTokens { get; init; }

    /// <summary>Number of moves that took or gave back; the next one's id is made from it.</summary>
    public int Moves { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>When the state last changed, Unix milliseconds.</summary>
    public required long UpdatedAtMs { get; init; }

    /// <summary>When the charge was first sent; null before. Unix milliseconds.</summary>
    public long? SentAtMs { get; init; }

    /// <summary>What went back and stayed back, US cents; never more than was charged.</summary>
    public long ReversedCents => Math.Min(Cents, Reversals.Where(r => !r.Undone).Sum(r => r.Cents));

    /// <summary>True while it may take money without anyone's further doing: at most one of them a wallet.</summary>
    public bool IsUnderWay => State is PaymentState.Intent or PaymentState.Charging;

    /// <summary>True while it may still come to something: under way, or waiting for its owner.</summary>
    public bool IsOpen => IsUnderWay || State is PaymentState.NeedsAction or PaymentState.Checkout;
}
