namespace Tollgate.Inference.Health;

/// <summary>Whether calls go out by a key.</summary>
public enum KeyState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>The time of an open breaker is over: one call may try.</summary>
    HalfOpen,

    /// <summary>The provider said that there were too many: the key rests until the time it named.</summary>
    Cooling,

    /// <summary>It failed too often in a row: no calls, until its time is over or while one tries.</summary>
    Open,
}
