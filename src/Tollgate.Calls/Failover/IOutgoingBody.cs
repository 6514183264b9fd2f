namespace Tollgate.Calls.Failover;

/// <summary>How the body has to read for the place it goes to.</summary>
/// <param name="ProviderKind">Kind of the provider: it decides the dialect.</param>
/// <param name="Model">Model at the provider; null leaves the one asked for.</param>
/// <param name="MaxOutputTokens">Limit of the output to write in place of the caller's; null leaves it.</param>
public readonly record struct OutgoingCall(string ProviderKind, string? Model, long? MaxOutputTokens);

/// <summary>The body of a call, made for each place it is sent to. What came in may pass as it is, without a copy.</summary>
public interface IOutgoingBody
{
    /// <summary>The bytes to send; valid until the call has ended.</summary>
    ReadOnlyMemory<byte> For(in OutgoingCall call);
}
