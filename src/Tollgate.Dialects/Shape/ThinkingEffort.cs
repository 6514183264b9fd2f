namespace Tollgate.Dialects.Shape;

/// <summary>How hard the model should think, as callers say it.</summary>
internal enum ThinkingEffort
{
    Unset,
    None,
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

/// <summary>Whether the model should think, where a request says so apart from how hard.</summary>
internal enum ThinkingMode
{
    Unset,
    Off,

    /// <summary>As much as the model finds right.</summary>
    Adaptive,

    /// <summary>Up to a number of tokens.</summary>
    Budget,
}
