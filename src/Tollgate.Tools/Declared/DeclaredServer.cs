using Tollgate.Tools.Adapters.Mcp;

namespace Tollgate.Tools.Declared;

/// <summary>A server of another, or one tool of it, out of a file: what must be watched while its tools are there.</summary>
/// <param name="Name">Name of the declaration.</param>
/// <param name="Path">Where the name stands.</param>
/// <param name="Upstream">The server.</param>
/// <param name="Published">Its tools; null for a declaration of one tool alone.</param>
internal readonly record struct DeclaredServer(string Name, string Path, McpUpstream Upstream, Republished? Published);
