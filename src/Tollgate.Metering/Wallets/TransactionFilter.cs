using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>Which transactions are asked for; what is null does not matter.</summary>
public sealed record TransactionFilter
{
    /// <summary>Every transaction.</summary>
    public static TransactionFilter All { get; } = new();

    /// <summary>Of one of these kinds.</summary>
    public IReadOnlyList<TransactionKind>? Kinds { get; init; }

    public string? Server { get; init; }

    public string? Tool { get; init; }

    public Id<KeyKind>? Key { get; init; }

    /// <summary>At this moment or later, Unix milliseconds.</summary>
    public long? FromMs { get; init; }

    /// <summary>Before this moment, Unix milliseconds.</summary>
    public long? ToMs { get; init; }
}
