using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Admission;

/// <summary>One key of a workspace at a provider, ready to be used.</summary>
/// <param name="Plain">Where a call goes by it.</param>
/// <param name="Reasoning">The same for models that think long before the first byte.</param>
/// <param name="Weight">Its share of the calls, at least 1.</param>
/// <param name="Hint">The last characters, for people; empty for a short key.</param>
public sealed record ProviderKey(ProviderTarget Plain, ProviderTarget Reasoning, int Weight, string Hint)
{
    /// <summary>Null for the practice provider, which fails on demand.</summary>
    public KeyHealth? Health { get; init; }

    /// <summary>The same for models that draw: long before the first byte, and between the images of a stream.</summary>
    public ProviderTarget Drawing { get; } = Reasoning with
    {
        IdleTimeout = Reasoning.FirstByteTimeout > Reasoning.IdleTimeout ? Reasoning.FirstByteTimeout : Reasoning.IdleTimeout,
    };

    public ProviderTarget For(bool reasoning) => reasoning ? Reasoning : Plain;
}
