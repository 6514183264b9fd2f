namespace Tollgate.Metering.Customers;

/// <summary>What becomes of a call that a policy meets. With none of these the call goes on as it is. One kind alone, but rewritten,
/// weighted and capped calls may have a fallback too.</summary>
public sealed record PolicyAction
{
    /// <summary>The call is refused.</summary>
    public bool Block { get; init; }

    /// <summary>Model in place of the one asked for.</summary>
    public string? RewriteModel { get; init; }

    /// <summary>Provider that the model is taken from, whatever would be chosen.</summary>
    public string? ForceProvider { get; init; }

    /// <summary>Models to try in this order when the first attempt fails before its first byte.</summary>
    public IReadOnlyList<string>? Fallback { get; init; }

    /// <summary>Models that share the calls by weight.</summary>
    public IReadOnlyList<WeightedModel>? Weighted { get; init; }

    /// <summary>Most output tokens of each choice.</summary>
    public long? CapMaxTokens { get; init; }
}

/// <summary>A model's share of a split.</summary>
/// <param name="Model">As callers write it.</param>
/// <param name="Weight">At least 1; its share is this over the sum.</param>
public sealed record WeightedModel(string Model, int Weight);
