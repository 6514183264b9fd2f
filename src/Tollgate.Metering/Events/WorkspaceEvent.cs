using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Events;

/// <summary>Something that the owner of a workspace may want to know.</summary>
public sealed record WorkspaceEvent
{
    /// <summary>Given when it is noted.</summary>
    public Id<EventKind> Id { get; init; }

    public required Id<WorkspaceKind> Workspace { get; init; }

    /// <summary>When it happened, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>One of <see cref="EventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What makes it happen at most once in its workspace: a threshold of one window, one minute of a storm. Null when it may repeat.</summary>
    public string? Once { get; init; }

    /// <summary>A JSON object; its fields follow from the kind.</summary>
    public required string Data { get; init; }
}
