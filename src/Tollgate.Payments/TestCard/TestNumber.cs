namespace Tollgate.Payments.TestCard;

/// <summary>What follows on a charge that succeeded.</summary>
internal enum TestAftermath
{
    None,

    /// <summary>Its owner disputes it at once, and the money is withdrawn.</summary>
    Dispute,

    /// <summary>A refund takes its time.</summary>
    SlowRefund,

    /// <summary>A refund does not reach its owner.</summary>
    FailingRefund,
}

/// <summary>A test number of the card networks and what a card with it does.</summary>
/// <param name="Digits">The whole number; no such card exists.</param>
/// <param name="Brand">Lower-case name of the network.</param>
/// <param name="DeclineCode">Why a charge is declined; null when it succeeds; <see cref="Authentication"/> when its owner must act.</param>
/// <param name="Aftermath">What follows on a charge.</param>
internal sealed record TestNumber(string Digits, string Brand, string? DeclineCode = null, TestAftermath Aftermath = TestAftermath.None)
{
    /// <summary>The code of a card whose owner must act.</summary>
    public const string Authentication = "authentication_required";
}
