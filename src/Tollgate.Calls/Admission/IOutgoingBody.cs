using Tollgate.Calls.Errors;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Calls.Admission;

/// <summary>How the body has to read for the place it goes to.</summary>
/// <param name="ProviderKind">Kind of the provider: it decides the dialect.</param>
/// <param name="Model">Model at the provider; null leaves the one asked for.</param>
/// <param name="MaxOutputTokens">Limit of the output to write in place of the caller's; null leaves it.</param>
public readonly record struct OutgoingCall(string ProviderKind, string? Model, long? MaxOutputTokens)
{
    /// <summary>Most tokens of output that the model gives; null when unknown.</summary>
    public long? ModelMaxOutputTokens { get; init; }

    /// <summary>Whether the model thinks; null when unknown.</summary>
    public bool? Reasoning { get; init; }

    /// <summary>Where the provider serves the model, as catalogs name it; null when unknown.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>True where its speech is billed by the characters that are spoken.</summary>
    public bool BilledByCharacter { get; init; }

    /// <summary>True where what it hears is billed by the time that it lasts.</summary>
    public bool BilledByTime { get; init; }
}

/// <summary>The body of a call, made for each place it is sent to. What came in may pass as it is, without a copy.</summary>
public interface IOutgoingBody
{
    /// <summary>What bounds the call's cost as it will be sent there: of a translated body, what the translation says. Null, and why, when the
    /// place has no words for what is asked.</summary>
    CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal);

    /// <summary>What of the provider is asked with it there.</summary>
    ModelApi ApiFor(in OutgoingCall call);

    /// <summary>The bytes to send; valid until the call has ended. They mean nothing beside a refusal.</summary>
    ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal);

    /// <summary>What is sent in place of those bytes where it is too large to be held; null for all others. Asked after <see cref="For"/>.</summary>
    ModelUpload? UploadFor(in OutgoingCall call) => null;
}
