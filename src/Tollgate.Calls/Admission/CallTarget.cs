using Tollgate.Calls.Catalog;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>One place that a call may go to: which model, by which key, at what price, and the most that it can cost there.</summary>
internal sealed class CallTarget(ResolvedModel resolved, ProviderTarget endpoint)
{
    public ResolvedModel Resolved { get; } = resolved;

    /// <summary>Address and key.</summary>
    public ProviderTarget Endpoint { get; } = endpoint;

    /// <summary>Null only where the workspace allows models without a price: then nothing is held.</summary>
    public ModelPrice? Price => Resolved.Price;

    /// <summary>The most the call can cost here, nano-USD.</summary>
    public long BoundNanoUsd { get; init; }

    /// <summary>Limit of the output to write into the request in place of the caller's; null leaves it.</summary>
    public long? MaxOutputTokens { get; init; }

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
