namespace Tollgate.Dialects.Responses;

/// <summary>An output limit to put into a request.</summary>
/// <param name="Tokens">The most that the reply may give out, thoughts included; at least 1.</param>
public readonly record struct OutputLimit(long Tokens)
{
    /// <summary>The least limit that OpenAI takes: under it the provider refuses the request.</summary>
    public const long LeastTokens = 16;
}
