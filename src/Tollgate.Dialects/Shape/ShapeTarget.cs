namespace Tollgate.Dialects.Shape;

/// <summary>The model that a request is written for.</summary>
public sealed record ShapeTarget
{
    /// <summary>Kind of the provider, e.g. <c>openai</c>, <c>openai_compatible</c>, <c>anthropic</c>.</summary>
    public required string ProviderKind { get; init; }

    /// <summary>Name at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Whether a stream was asked for: not every dialect says so in the body.</summary>
    public bool Stream { get; init; }

    /// <summary>Most tokens of output that the model gives, from its card; null when unknown.</summary>
    public long? ModelMaxOutputTokens { get; init; }

    /// <summary>Most tokens of output that this call may use, whatever it asks for; null leaves it.</summary>
    public long? Limit { get; init; }

    /// <summary>Whether the model thinks, from its card; null when unknown.</summary>
    public bool? Reasoning { get; init; }

    /// <summary>What to write as the output limit: what was asked for, at most <see cref="Limit"/>; null when neither says anything.</summary>
    public long? OutputFor(long? asked) => (asked, Limit) switch
    {
        ({ } tokens, { } most) => Math.Min(tokens, most),
        _ => asked ?? Limit,
    };
}
