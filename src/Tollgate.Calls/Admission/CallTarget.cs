using Tollgate.Calls.Catalog;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>One place that a call may go to: which model, by which keys, at what price, and the most that it can cost there.</summary>
/// <param name="resolved">Model, provider, price.</param>
/// <param name="keys">Address and keys.</param>
/// <param name="facts">What the call asks for here, as it will be sent.</param>
/// <param name="bound">The most the call can use here.</param>
/// <param name="maxOutputTokens">Limit of the output to write into the request, already in the bound; null leaves the caller's.</param>
internal sealed class CallTarget(ResolvedModel resolved, ProviderKeys keys, CallFacts facts, CallBound bound, long? maxOutputTokens)
{
    private uint _tried;

    public ResolvedModel Resolved { get; } = resolved;

    /// <summary>Null only where the workspace allows models without a price: then nothing is held.</summary>
    public ModelPrice? Price => Resolved.Price;

    /// <summary>What the call asks for here, as it is sent: its own facts, or those of its translation.</summary>
    public CallFacts Facts => facts;

    /// <summary>The most the call can use here.</summary>
    public CallBound Bound { get; private set; } = bound;

    /// <summary>The most the call can cost here, nano-USD.</summary>
    public long BoundNanoUsd { get; private set; } = resolved.Price is { } price ? Quote.Bound(price, bound).Value : 0;

    /// <summary>Limit of the output to write into the request in place of the caller's; null leaves it.</summary>
    public long? MaxOutputTokens { get; private set; } = maxOutputTokens;

    /// <summary>Most output tokens of each choice; nothing where there is no price.</summary>
    public long OutputEach => Price is { } price ? Math.Clamp(Bound.OutputTokens ?? price.MaxOutputTokens, 0, price.MaxOutputTokens) : 0;

    /// <summary>The most the call can cost here with that much output of each choice, nano-USD.</summary>
    public long BoundWith(long outputEach) => Quote.Bound(Price!, Bound with { OutputTokens = outputEach }).Value;

    /// <summary>From here on the call asks for no more output than that.</summary>
    public void LowerOutput(long outputEach)
    {
        Bound = Bound with { OutputTokens = outputEach };
        MaxOutputTokens = outputEach;
        BoundNanoUsd = Quote.Bound(Price!, Bound).Value;
    }

    /// <summary>True when its worst case could not be held: it is not tried.</summary>
    public bool OutOfReach { get; set; }

    /// <summary>How often a call that failed here was sent here again.</summary>
    public int Retries { get; set; }

    /// <summary>Breaker and cool-down of the keys here.</summary>
    public IReadOnlyList<ProviderKey?> Keys => keys.All;

    /// <summary>What the whole call may take; also the deadline of its hold.</summary>
    public TimeSpan TotalTimeout => keys.TotalTimeout;

    /// <summary>A key that this call has not tried here; null when there is none that may be used.</summary>
    public ProviderKey? Take(long nowMs, bool evenCooling) => OutOfReach ? null : keys.Take(nowMs, ref _tried, evenCooling);

    /// <summary>How the request has to read here.</summary>
    /// <param name="named">The model that it names.</param>
    public OutgoingCall Outgoing(string named) => OutgoingOf(Resolved, keys, named) with { MaxOutputTokens = MaxOutputTokens };

    /// <summary>The same for a model and keys that are no target yet, with the output limit of its caller.</summary>
    public static OutgoingCall OutgoingOf(ResolvedModel resolved, ProviderKeys keys, string named) =>
        new(keys.Kind, resolved.Model == named ? null : resolved.Model, null)
        {
            ModelMaxOutputTokens = resolved.Price?.MaxOutputTokens ?? resolved.Card?.MaxOutputTokens,
            Reasoning = resolved.Card?.Reasoning,
            Endpoints = resolved.Card?.Endpoints,
            BilledByCharacter = resolved.Price?.PerCharacter is not null,
            BilledByTime = resolved.Price?.PerAudioMs is not null,
        };

    /// <summary>True for the same model at the same provider.</summary>
    public bool Is(CallTarget other) => Resolved.Provider == other.Resolved.Provider && Resolved.Model == other.Resolved.Model;

    /// <summary>Notes in the log that the call went here.</summary>
    public void WriteTo(CallRecord record)
    {
        record.ModelUsed = Resolved.Model;
        record.Provider = Resolved.Provider;
        record.PriceVersion = Price?.Version;
        record.BoundNanoUsd = BoundNanoUsd;
        record.Flags = Price is null ? record.Flags | CallFlags.Unpriced : record.Flags & ~CallFlags.Unpriced;
    }
}
