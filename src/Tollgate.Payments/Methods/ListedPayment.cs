using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Methods;

/// <summary>A payment as the provider has it.</summary>
internal sealed record ListedPayment
{
    public required string ProviderPayment { get; init; }

    /// <summary>Our payment; null for one that we did not begin.</summary>
    public Id<PaymentKind>? Payment { get; init; }

    public Id<WorkspaceKind>? Workspace { get; init; }

    public required ChargeStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was charged, in cents; zero unless it was.</summary>
    public required long Cents { get; init; }

    /// <summary>What was paid back of it, in cents.</summary>
    public long RefundedCents { get; init; }

    /// <summary>Whether the card's owner disputes it.</summary>
    public bool IsDisputed { get; init; }

    /// <summary>Lower-case.</summary>
    public required string Currency { get; init; }

    /// <summary>Whether real money moved.</summary>
    public required bool IsLive { get; init; }
}
