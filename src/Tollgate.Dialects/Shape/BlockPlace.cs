namespace Tollgate.Dialects.Shape;

/// <summary>Where a dialect's replies take what the gateway adds to them.</summary>
public enum BlockPlace
{
    /// <summary>In a plain reply; of a stream in a comment before its last events.</summary>
    Comment,

    /// <summary>In a plain reply; of a stream in the event that holds nothing but usage, or a comment where its caller is not shown that.</summary>
    UsageEvent,

    /// <summary>In a plain reply; of a stream in its last event, which carries the whole reply once more.</summary>
    LastEvent,

    /// <summary>Nowhere: its clients read only what they know. The facts stand in headers.</summary>
    Headers,
}
