using System.Collections.Frozen;

namespace Tollgate.Payments.TestCard;

/// <summary>The well-known test numbers, with the behaviour that payment providers document for them.</summary>
internal static class TestNumbers
{
    private static readonly FrozenDictionary<string, TestNumber> All = new TestNumber[]
    {
        new("4242424242424242", "visa"),
        new("4000056655665556", "visa"),
        new("4012888888881881", "visa"),
        new("4111111111111111", "visa"),
        new("5555555555554444", "mastercard"),
        new("2223003122003222", "mastercard"),
        new("5200828282828210", "mastercard"),
        new("5105105105105100", "mastercard"),
        new("378282246310005", "amex"),
        new("371449635398431", "amex"),
        new("6011111111111117", "discover"),
        new("6011000990139424", "discover"),
        new("3056930009020004", "diners"),
        new("36227206271667", "diners"),
        new("3566002020360505", "jcb"),
        new("6200000000000005", "unionpay"),

        new("4000000000000002", "visa", "generic_decline"),
        new("4000000000000341", "visa", "generic_decline"),
        new("4000000000009995", "visa", "insufficient_funds"),
        new("4000000000009987", "visa", "lost_card"),
        new("4000000000009979", "visa", "stolen_card"),
        new("4000000000000069", "visa", "expired_card"),
        new("4000000000000127", "visa", "incorrect_cvc"),
        new("4000000000000119", "visa", "processing_error"),
        new("4000000000006975", "visa", "card_velocity_exceeded"),
        new("4000008260003178", "visa", "insufficient_funds"),

        new("4000002500003155", "visa", TestNumber.Authentication),
        new("4000002760003184", "visa", TestNumber.Authentication),
        new("4000000000003220", "visa", TestNumber.Authentication),
        new("4000003800000446", "visa"),

        new("4000000000000259", "visa", null, TestAftermath.Dispute),
        new("4000000000002685", "visa", null, TestAftermath.Dispute),
        new("4000000000001976", "visa"),
        new("4000000000005423", "visa"),
        new("4000000000007726", "visa", null, TestAftermath.SlowRefund),
        new("4000000000005126", "visa", null, TestAftermath.FailingRefund),
    }.ToFrozenDictionary(number => number.Digits, StringComparer.Ordinal);

    /// <summary>Null for a number that is not one of them. A real card's number must not be kept, so no other is taken.</summary>
    /// <param name="text">Digits, also with spaces or hyphens between them.</param>
    public static TestNumber? Find(string text) =>
        text.Length > 40 ? null : All.GetValueOrDefault(text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));
}
