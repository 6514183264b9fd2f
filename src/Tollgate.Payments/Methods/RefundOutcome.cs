namespace Tollgate.Payments.Methods;

/// <summary>What is known of a refund.</summary>
internal enum RefundStatus
{
    /// <summary>May have been made or not: the same request, sent again, tells.</summary>
    Unknown,
    Succeeded,

    /// <summary>On its way; an event will tell.</summary>
    Pending,

    /// <summary>It did not reach the customer; the money is ours again.</summary>
    Failed,

    /// <summary>The provider did not take the request; nothing was paid back.</summary>
    Refused,
}

/// <summary>What became of a refund.</summary>
internal sealed record RefundOutcome(RefundStatus Status)
{
    public string? ProviderRefund { get; init; }

    /// <summary>What was paid back, in cents.</summary>
    public long? Cents { get; init; }

    public string? Code { get; init; }

    public string? Message { get; init; }
}
