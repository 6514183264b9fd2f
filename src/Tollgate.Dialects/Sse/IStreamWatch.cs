using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Sse;

/// <summary>Watches a provider's stream go by, event by event, for what it costs. One a stream.</summary>
public interface IStreamWatch
{
    /// <summary>State of the last usage reported.</summary>
    UsageState UsageState { get; }

    /// <summary>The usage; whole when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>, else what was reported so far.</summary>
    ReportedUsage Usage { get; }

    /// <summary>Tier the provider says it runs the call in; null when it says nothing.</summary>
    string? ServiceTier { get; }

    /// <summary>True once a choice came to its end.</summary>
    bool FinishSeen { get; }

    /// <summary>True when a stream that ends here was not cut.</summary>
    bool IsWhole { get; }

    /// <summary>Bytes of all generated text that has passed, escapes resolved.</summary>
    long CountedOutputBytes { get; }

    /// <summary>Those of them that are the model's thought, where the provider shows it.</summary>
    long CountedThoughtBytes { get; }

    /// <summary>Takes one whole event, as <see cref="SseScanner"/> cuts it.</summary>
    StreamEvent Observe(ReadOnlySpan<byte> oneEvent);
}
