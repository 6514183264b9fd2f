namespace Tollgate.Dialects.Gemini;

/// <summary>An output limit to put into a request.</summary>
/// <param name="Tokens">The most that each candidate may give out, thoughts included; at least 1.</param>
public readonly record struct OutputLimit(long Tokens);
