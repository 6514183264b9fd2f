namespace Tollgate.Inference.Providers;

/// <summary>What a reply says about its usage.</summary>
public enum UsageState
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>Numbers that can be true.</summary>
    Reported,

    /// <summary>Numbers that cannot be true: negative, no integers, a part above its whole, beyond any model.</summary>
    Absurd,
}
