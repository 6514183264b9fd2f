namespace Tollgate.Payments.TestCard;

/// <summary>What the owner of a declined card reads.</summary>
internal static class TestWords
{
    public static string Of(string declineCode) => declineCode switch
    {
        "insufficient_funds" => "Your card has insufficient funds.",
        "expired_card" => "Your card has expired.",
        "incorrect_cvc" => "Your card's security code is incorrect.",
        "processing_error" => "An error occurred while processing your card. Try again in a little bit.",
        "card_velocity_exceeded" => "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
        _ => "Your card was declined.",
    };
}
