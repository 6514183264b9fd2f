namespace Tollgate.Calls.Imports;

/// <summary>An entry that was not taken, and why.</summary>
/// <param name="Name">Provider and model.</param>
/// <param name="Why">In the same words for the same cause.</param>
public sealed record LeftOut(string Name, string Why);
