using Tollgate.Inference.Facts;

namespace Tollgate.Calls.Settlement;

/// <summary>What is known of a stream that was cut; nothing by default.</summary>
/// <param name="OutputBytes">Output that came.</param>
/// <param name="Reported">What the provider had reported until then: what it read and wrote to its cache, what it thought unseen.</param>
/// <param name="ServiceTier">The tier that it said it runs in; null when it said none.</param>
public readonly record struct StreamSoFar(long OutputBytes, ReportedUsage Reported, string? ServiceTier);
