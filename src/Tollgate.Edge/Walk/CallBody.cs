using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Walk;

/// <summary>A request that was read: how it goes out to each place, and how the reply of the last one comes back. One for each call; what it keeps
/// of the request lives until the call has ended, since an upstream that failed may still be reading it.</summary>
internal abstract class CallBody : IOutgoingBody, IDisposable
{
    /// <inheritdoc/>
    public abstract CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal);

    /// <inheritdoc/>
    public abstract ModelApi ApiFor(in OutgoingCall call);

    /// <inheritdoc/>
    public abstract ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal);

    /// <inheritdoc/>
    public virtual ModelUpload? UploadFor(in OutgoingCall call) => null;

    /// <summary>Passes a reply on, whatever its status, and settles the call before the last byte goes out: <see cref="PlainRelay"/> does both for a
    /// JSON object. A refusal means that nothing has gone out and that one of the call's <c>Fail</c> methods was told: then it may be sent
    /// again.</summary>
    public abstract ValueTask<Refusal?> RelayAsync(Answered answered);

    /// <inheritdoc/>
    public abstract void Dispose();
}
