namespace Tollgate.Inference.Catalog;

/// <summary>What is known of a model at a provider, apart from its price.</summary>
public sealed record ModelCard
{
    public required string Provider { get; init; }

    /// <summary>Name at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Other names that the provider takes for the same model (dated snapshots, <c>-latest</c>).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it is for: <c>chat</c> and later others.</summary>
    public required string Kind { get; init; }

    /// <summary>Where the provider serves it, as the routes are named: <c>chat.completions</c>, <c>responses</c>, ...</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    public required long ContextWindow { get; init; }

    public required long MaxOutputTokens { get; init; }

    /// <summary>True for models that think long before the first byte.</summary>
    public bool Reasoning { get; init; }

    /// <summary>Null when unknown.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>Day from which the provider no longer serves it; null when none is set.</summary>
    public DateOnly? RetiresOn { get; init; }
}
