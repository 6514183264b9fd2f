using Tollgate.Calls.Catalog;
using Tollgate.Metering;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Policies;

/// <summary>What policies may look at of one call.</summary>
internal readonly struct PolicyFacts
{
    // Bytes of text that make a token on the whole, as where we count output ourselves; the bound takes each byte for one.
    private const int BytesPerToken = 3;

    public required TenantKey Key { get; init; }

    /// <summary>The project that is charged; null for none.</summary>
    public required TenantProject? Project { get; init; }

    /// <summary>Model as the caller wrote it.</summary>
    public required string Asked { get; init; }

    /// <summary>What it means before any policy; for a test key what it would mean for a live one.</summary>
    public required ResolvedModel Model { get; init; }

    public required string? WorkflowTag { get; init; }

    public required string? Step { get; init; }

    /// <summary>Our estimate of the prompt: see <see cref="Estimate"/>.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Arrival, Unix milliseconds.</summary>
    public required long NowMs { get; init; }

    /// <summary>Even chance that splits the calls of a weighted policy, such as the low bits of the request's id.</summary>
    public required uint Draw { get; init; }

    /// <summary>Asked for the use of the budgets, once, when a policy wants it.</summary>
    public required Meter Meter { get; init; }

    /// <summary>Use of the fullest budget to take in place of the present one; null takes that of the moment.</summary>
    public int? BudgetUsedPct { get; init; }

    /// <summary>Tokens that a prompt has on the whole, by the bytes of its text; images and files are not in it.</summary>
    public static long Estimate(long textBytes) => (textBytes + BytesPerToken - 1) / BytesPerToken;
}
