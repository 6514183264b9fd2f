namespace Tollgate.Dialects.Anthropic;

/// <summary>An output limit to put into a request.</summary>
/// <param name="Tokens">The most that the reply may give out, thoughts included; at least 1.</param>
public readonly record struct OutputLimit(long Tokens)
{
    /// <summary>The least thinking budget that the provider takes.</summary>
    public const long LeastBudget = 1_024;

    /// <summary>The thinking budget to write under this limit: at most what was asked for, and below the limit, as the provider demands; null
    /// when no budget fits.</summary>
    public long? BudgetFor(long asked) => Math.Min(asked, Tokens - 1) is >= LeastBudget and var fits ? fits : null;
}
