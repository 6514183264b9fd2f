using System.Collections.Frozen;
using Tollgate.Calls.Catalog;
using Tollgate.Inference.Providers;
using Tollgate.Metering;

namespace Tollgate.Calls.Admission;

/// <summary>What every call works with; made once.</summary>
/// <param name="Meter">The money room.</param>
/// <param name="Models">Which model is meant, and its price.</param>
/// <param name="Targets">Where calls go.</param>
/// <param name="Providers">Who speaks to which kind.</param>
/// <param name="Time">The clocks.</param>
public sealed record CallServices(
    Meter Meter,
    ModelResolver Models,
    ProviderTargets Targets,
    FrozenDictionary<string, IModelProvider> Providers,
    TimeProvider Time)
{
    /// <summary>Models that charge for output they do not show.</summary>
    internal HiddenOutput Hidden { get; } = new();

    /// <summary>How often a call that failed at no cost is tried again at the same target, at most.</summary>
    public int Retries { get; init; }

    /// <summary>Told on the thread of the call that changed it; must be quick and not throw. Null when nobody wants to know.</summary>
    public Action<BreakerChange>? OnBreaker { get; init; }

    /// <summary>Now, in milliseconds of a clock that never goes back.</summary>
    public long UptimeMs => UptimeAt(Time.GetTimestamp());

    /// <summary>The same for a moment of the monotonic clock.</summary>
    public long UptimeAt(long timestamp) => timestamp / (Time.TimestampFrequency / 1_000);

    /// <summary>Providers by the kinds they serve.</summary>
    public static FrozenDictionary<string, IModelProvider> ByKind(IEnumerable<IModelProvider> providers) =>
        providers.SelectMany(p => p.Kinds.Select(kind => (kind, p))).ToFrozenDictionary(x => x.kind, x => x.p);
}
