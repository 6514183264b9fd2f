using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation;

/// <summary>Translates a caller's request for a provider of another dialect, and the provider's reply back.</summary>
/// <param name="caller">The caller's dialect.</param>
/// <param name="provider">The provider's dialect.</param>
public sealed class ChatTranslation(ChatDialect caller, ChatDialect provider)
{
    /// <summary>Writes the request. False where something in it has no counterpart, or is missing there; the fault names it as the caller does.</summary>
    /// <param name="body">A request that the caller's dialect finds valid.</param>
    /// <param name="target">The model it is for.</param>
    /// <param name="output">Where to.</param>
    /// <param name="warnings">What was left out or changed, e.g. <c>dropped:seed</c>.</param>
    /// <param name="fault">Set when this returns false.</param>
    public bool TryWriteRequest(
        ReadOnlyMemory<byte> body, ShapeTarget target, IBufferWriter<byte> output, out IReadOnlyList<string> warnings, out DialectFault fault)
    {
        var shape = new ChatShape { Model = target.Model, Stream = target.Stream };
        warnings = [];
        if (!caller.Hub.TryReadRequest(body, shape, out fault))
        {
            return false;
        }

        var notes = new Notes(shape);
        if (!provider.Hub.TryWriteRequest(shape, target, output, notes, out fault))
        {
            return false;
        }

        warnings = notes.Warnings;
        return true;
    }

    /// <summary>What bounds the cost of the request as it was written for the provider. <paramref name="facts"/> must be fresh.</summary>
    public bool TryReadFacts(ReadOnlySpan<byte> written, CallFacts facts, out DialectFault fault) =>
        provider.Hub.TryReadFacts(written, facts, out fault);

    /// <summary>Writes a plain reply for the caller; false when the bytes are no reply of the provider's.</summary>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output)
    {
        if (provider.Hub.ReadReply(body) is not { } reply)
        {
            return false;
        }

        caller.Hub.WriteReply(reply, frame, output);
        return true;
    }

    /// <summary>For one stream.</summary>
    /// <param name="frame">What the provider may not say.</param>
    /// <param name="withUsage">Whether the caller is shown an event that holds nothing but usage, where its dialect has one.</param>
    public StreamTranslation NewStream(ReplyFrame frame, bool withUsage) => new(provider.Hub, caller.Hub, frame, withUsage);
}
