using System.Text.Json.Nodes;

namespace Tollgate.Doors.Reference;

/// <summary>What a room adds to the description of the API: its paths, as OpenAPI 3.1 has them. All parts are merged into one document.</summary>
/// <param name="Paths">Makes path items by path.</param>
/// <param name="State">The same object for as long as the paths are the same; it is asked for before they are.</param>
public sealed record ReferencePart(Func<JsonObject> Paths, Func<object> State);
