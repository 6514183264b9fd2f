namespace Tollgate.Tools.Pins;

/// <summary>A tool of another server as it was accepted, and as the server says it now when that is something else.</summary>
/// <param name="Accepted">What is published; null for one that was never accepted.</param>
/// <param name="Waiting">What waits to be accepted; null when nothing does.</param>
/// <param name="SeenAtMs">Since when it waits, Unix milliseconds.</param>
internal sealed record PinnedTool(ToolForm? Accepted, ToolForm? Waiting, long SeenAtMs)
{
    /// <summary>Since when it is published, Unix milliseconds: of two tools whose names become one, the one that callers know keeps it.</summary>
    public long SinceMs { get; init; }

    public string Name => (Accepted ?? Waiting)!.Name;

    /// <summary>Whether a call would no longer mean what it meant when the tool was accepted.</summary>
    public bool IsChangedInCalls => Accepted is not null && Waiting is not null && !Accepted.CallsLike(Waiting);
}
