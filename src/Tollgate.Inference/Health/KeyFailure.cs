using System.Runtime.InteropServices;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Health;

/// <summary>How a provider failed, as far as its health is concerned: never its words.</summary>
/// <param name="Status">Status of its reply; null when there was none.</param>
/// <param name="Kind">Why there was no usable reply; null when there was one that says it failed, or that cannot be used.</param>
/// <param name="Limit">The time that was over; null when it was not about time.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeyFailure(int? Status, ProviderErrorKind? Kind, TimeSpan? Limit)
{
    /// <summary>True when the provider took too long.</summary>
    public bool IsTimeout => Kind is ProviderErrorKind.FirstByteTimeout or ProviderErrorKind.Timeout;

    /// <summary>For people: <c>status 503</c>, <c>not_sent</c>, <c>timeout</c>, <c>broken</c> or <c>unusable_reply</c>.</summary>
    public override string ToString() => (Kind, Status) switch
    {
        (ProviderErrorKind.NotSent, _) => "not_sent",
        (ProviderErrorKind.FirstByteTimeout or ProviderErrorKind.Timeout, _) => "timeout",
        (not null, _) => "broken",
        (_, >= 300 and var status) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"status {status}"),
        _ => "unusable_reply",
    };
}
