namespace Tollgate.Simulator;

/// <summary>What a run found.</summary>
public sealed class InvariantBrokenException(string finding) : Exception(finding);
