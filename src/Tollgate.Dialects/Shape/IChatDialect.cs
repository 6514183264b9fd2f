using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Shape;

/// <summary>Reads and writes one dialect. Any two of them make a translation.</summary>
internal interface IChatDialect
{
    /// <summary>E.g. <c>openai</c>.</summary>
    string Name { get; }

    /// <summary>What becomes of each field in a request written in this dialect.</summary>
    IReadOnlyList<FieldFate> Fates { get; }

    /// <summary>What becomes of the fields that only this dialect has, in a request written in another.</summary>
    IReadOnlyList<ForeignFate> Foreign { get; }

    /// <summary>How this dialect's callers name a field.</summary>
    string NameOf(ShapeField field);

    /// <summary>True where a stream's usage is an event of its own, which only callers who ask for it are shown.</summary>
    bool UsageStandsAlone { get; }

    /// <summary>Where its callers are shown the gateway's block.</summary>
    BlockPlace Block { get; }

    /// <summary>Reads what bounds the cost of a request. <paramref name="facts"/> must be fresh.</summary>
    bool TryReadFacts(ReadOnlySpan<byte> body, CallFacts facts, out DialectFault fault);

    /// <summary>Reads what a plain reply cost; false when it is no JSON object.</summary>
    bool TryReadReplyFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts);

    /// <summary>Reads the body of a provider's error.</summary>
    ProviderMessage ReadError(ReadOnlySpan<byte> body);

    IStreamWatch NewStreamWatch();

    /// <summary>Reads a request that this dialect's own reader has found valid. <paramref name="shape"/> must be fresh.</summary>
    bool TryReadRequest(ReadOnlyMemory<byte> body, ChatShape shape, out DialectFault fault);

    /// <summary>Writes a request for a model; nothing that is written counts when this returns false.</summary>
    bool TryWriteRequest(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault);

    /// <summary>Null when the bytes are no reply.</summary>
    ReplyShape? ReadReply(ReadOnlyMemory<byte> body);

    void WriteReply(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output);

    IStreamReader NewStreamReader();

    /// <summary>A writer for one stream, whose events go to <paramref name="output"/> as their steps come.</summary>
    IStreamWriter NewStreamWriter(ReplyFrame frame, IBufferWriter<byte> output);

    /// <summary>Writes an event of a stream with members added; false, with nothing written, where it takes none.</summary>
    bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output);

    /// <summary>Writes the gateway's block beside the events of a stream, where its clients bear that.</summary>
    void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output);

    /// <summary>Writes the body of a refusal: <paramref name="envelope"/> is the contract's, one line.</summary>
    void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output);

    /// <summary>Writes the event that ends a stream which breaks off.</summary>
    void WriteErrorEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output);

    /// <summary>Writes what follows that event in a write of its own, for clients who know an error by that alone. Nothing for most.</summary>
    void WriteErrorAlone(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
    }
}
