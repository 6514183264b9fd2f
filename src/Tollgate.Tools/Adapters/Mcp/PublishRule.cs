namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>What a file says of one tool of another server; null for what goes for all of them.</summary>
internal sealed record PublishRule(string? Name, long? Cost, TimeSpan? Timeout, bool? ChargesNotFound);
