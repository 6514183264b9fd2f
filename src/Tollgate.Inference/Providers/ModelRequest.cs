using Tollgate.Inference.Facts;

namespace Tollgate.Inference.Providers;

/// <summary>A call as it goes to a provider, its body already in the provider's dialect.</summary>
/// <param name="Target">Where it goes.</param>
/// <param name="Model">Model at the provider.</param>
/// <param name="Stream">Whether a stream was asked for.</param>
/// <param name="Body">JSON; must stay valid until the reply is disposed.</param>
public sealed record ModelRequest(ProviderTarget Target, string Model, bool Stream, ReadOnlyMemory<byte> Body)
{
    /// <summary>What of the provider is asked.</summary>
    public ModelApi Api { get; init; }

    /// <summary>The body where it is too large to be held, in place of <see cref="Body"/>, which is empty then; null for all others.</summary>
    public ModelUpload? Upload { get; init; }

    /// <summary>Most tokens of input, by the price it was admitted at: a provider that answers by itself keeps to it, as a real one does.</summary>
    public long ContextWindow { get; init; } = long.MaxValue;

    /// <summary>Most tokens of output for each choice, likewise.</summary>
    public long MaxOutputTokens { get; init; } = long.MaxValue;
}
