namespace Tollgate.FakeStripe.Objects;

/// <summary>What a test number does.</summary>
/// <param name="Code">The error of a charge; null when it succeeds.</param>
/// <param name="DeclineCode">What the bank said.</param>
/// <param name="Message">In words.</param>
internal sealed record CardBehaviour(string? Code = null, string? DeclineCode = null, string? Message = null)
{
    /// <summary>The bank asks the owner on every payment.</summary>
    public bool AlwaysAsks { get; init; }

    /// <summary>The bank asks the owner unless the card was saved with the owner there.</summary>
    public bool AsksOnce { get; init; }

    /// <summary>The owner disputes the charge, with this status.</summary>
    public string? Dispute { get; init; }
}

/// <summary>The documented test numbers.</summary>
internal static class CardNumbers
{
    private static readonly Dictionary<string, CardBehaviour> Known = new(StringComparer.Ordinal)
    {
        ["4242424242424242"] = new(),
        ["5555555555554444"] = new(),
        ["378282246310005"] = new(),
        ["4000000000000341"] = new("card_declined", "generic_decline", "Your card was declined."),
        ["4000000000000002"] = new("card_declined", "generic_decline", "Your card was declined."),
        ["4000000000009995"] = new("card_declined", "insufficient_funds", "Your card has insufficient funds."),
        ["4000000000009987"] = new("card_declined", "lost_card", "Your card was declined."),
        ["4000000000009979"] = new("card_declined", "stolen_card", "Your card was declined."),
        ["4000000000000069"] = new("expired_card", null, "Your card has expired."),
        ["4000000000000127"] = new("incorrect_cvc", null, "Your card's security code is incorrect."),
        ["4000000000000119"] = new("processing_error", null, "An error occurred while processing your card."),
        ["4000002500003155"] = new() { AsksOnce = true },
        ["4000002760003184"] = new() { AlwaysAsks = true },
        ["4000000000000259"] = new() { Dispute = "needs_response" },
        ["4000000000001976"] = new() { Dispute = "warning_needs_response" },
    };

    public static CardBehaviour? Find(string number) => Known.GetValueOrDefault(number);

    public static string Brand(string number) => number[0] switch { '3' => "amex", '5' => "mastercard", _ => "visa" };
}
