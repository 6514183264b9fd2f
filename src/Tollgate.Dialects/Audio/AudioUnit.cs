using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Audio;

/// <summary>What is billed of sound.</summary>
public enum AudioUnit
{
    Tokens,

    /// <summary>Characters that are spoken: known beforehand, whatever is reported.</summary>
    Characters,

    /// <summary>Time that is heard.</summary>
    Time,
}

/// <summary>Reports of usage, by what is billed.</summary>
public static class AudioUnits
{
    /// <summary>The usage to charge: the report where it is of what is billed, else what is known otherwise, else none.</summary>
    public static (UsageState State, ReportedUsage Usage) Billable(
        this AudioUnit unit, UsageState state, in ReportedUsage usage, ReportedUsage? otherwise)
    {
        var fits = unit switch
        {
            AudioUnit.Tokens => usage.InputTokens + usage.OutputTokens > 0,
            AudioUnit.Time => usage.AudioMs > 0,
            _ => false,
        };
        return state == UsageState.Reported && fits ? (state, usage)
            : state != UsageState.Absurd && otherwise is { } known ? (UsageState.Reported, known)
            : (state == UsageState.Reported ? UsageState.Missing : state, default);
    }
}
