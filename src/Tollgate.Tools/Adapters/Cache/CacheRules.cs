namespace Tollgate.Tools.Adapters.Cache;

/// <summary>How a tool's answers are kept.</summary>
/// <param name="Kept">How long.</param>
/// <param name="ChargesHits">Whether an answer that was kept costs what a new one costs.</param>
internal sealed record CacheRules(TimeSpan Kept, bool ChargesHits);
