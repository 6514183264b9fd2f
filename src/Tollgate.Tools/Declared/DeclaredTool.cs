using Tollgate.Tools.Calling;

namespace Tollgate.Tools.Declared;

/// <summary>A tool out of a file.</summary>
/// <param name="Name">Its name; empty when it has none, which is a fault.</param>
/// <param name="Path">Where the name stands.</param>
/// <param name="Tool">What is called; null when faults left nothing to call.</param>
internal readonly record struct DeclaredTool(string Name, string Path, ITool? Tool);
