namespace Tollgate.Edge.Walk;

/// <summary>What a path says of the request, in dialects where it does. A feature of the request, set by its route.</summary>
/// <param name="Model">The model it names.</param>
/// <param name="Stream">Whether it asks for a stream.</param>
internal sealed record CallPath(string Model, bool Stream);
