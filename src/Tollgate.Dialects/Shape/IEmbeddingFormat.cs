using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Shape;

/// <summary>Reads and writes one dialect of requests for vectors. Any two of them make a translation.</summary>
internal interface IEmbeddingFormat
{
    /// <summary>Reads and validates a whole request: what bounds its cost, and where it may have to change. Both must be fresh; in dialects whose
    /// path names the model, <paramref name="facts"/> has it already.</summary>
    bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, EmbeddingEdits edits, out DialectFault fault);

    /// <summary>The model as a request's body names it, quotes included.</summary>
    void WriteModel(string model, IBufferWriter<byte> output);

    /// <summary>Reads a request that <see cref="TryRead"/> finds valid. False where it holds what other dialects have no words for.</summary>
    bool TryReadShape(ReadOnlyMemory<byte> body, EmbeddingShape shape, out DialectFault fault);

    void WriteRequest(EmbeddingShape shape, string model, IBufferWriter<byte> output);

    /// <summary>What a good reply cost and where something can be added; false when it is no JSON object.</summary>
    bool TryReadReplyFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts);

    ProviderMessage ReadError(ReadOnlySpan<byte> body);

    /// <summary>Null when the bytes are no reply with vectors.</summary>
    EmbeddingReply? ReadReply(ReadOnlyMemory<byte> body);

    /// <summary>Writes one object; false when a vector is no array of numbers.</summary>
    bool TryWriteReply(EmbeddingReply reply, EmbeddingShape asked, string model, IBufferWriter<byte> output);
}
