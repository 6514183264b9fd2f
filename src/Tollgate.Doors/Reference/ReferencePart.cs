using System.Text.Json.Nodes;

namespace Tollgate.Doors.Reference;

/// <summary>What a room adds to the description of the API: its paths, as OpenAPI 3.1 has them. All parts are merged into one document.</summary>
/// <param name="Paths">Path items by path.</param>
public sealed record ReferencePart(JsonObject Paths);
