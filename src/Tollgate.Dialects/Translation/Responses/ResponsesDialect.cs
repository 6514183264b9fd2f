using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Responses, of OpenAI and of all who take that format; nothing is stored between calls.</summary>
internal sealed class ResponsesDialect : IChatDialect
{
    /// <inheritdoc/>
    public string Name => "responses";

    /// <inheritdoc/>
    public IReadOnlyList<FieldFate> Fates => ResponsesFates.Target;

    /// <inheritdoc/>
    public IReadOnlyList<ForeignFate> Foreign => ResponsesFates.Source;

    /// <inheritdoc/>
    public string NameOf(ShapeField field) => ResponsesFates.NameOf(field);

    /// <inheritdoc/>
    public bool UsageStandsAlone => false;

    /// <inheritdoc/>
    public BlockPlace Block => BlockPlace.LastEvent;

    /// <inheritdoc/>
    public bool TryReadFacts(ReadOnlySpan<byte> body, CallFacts facts, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(body, facts, ref edits, out fault);
    }

    /// <inheritdoc/>
    public bool TryReadReplyFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => ChatReplyReader.TryRead(reply, out facts);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);

    /// <inheritdoc/>
    public IStreamWatch NewStreamWatch() => new ChatStreamReader();

    /// <inheritdoc/>
    public bool TryReadRequest(ReadOnlyMemory<byte> body, ChatShape shape, out DialectFault fault) =>
        ResponsesRequestReader.TryRead(body, shape, out fault);

    /// <inheritdoc/>
    public bool TryWriteRequest(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault) =>
        ResponsesRequestWriter.TryWrite(shape, target, output, notes, out fault);

    /// <inheritdoc/>
    public ReplyShape? ReadReply(ReadOnlyMemory<byte> body) => ResponsesReplyReader.Read(body);

    /// <inheritdoc/>
    public void WriteReply(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output) => ResponsesReplyWriter.Write(reply, frame, output);

    /// <inheritdoc/>
    public IStreamReader NewStreamReader() => new ResponsesStreamReader();

    /// <inheritdoc/>
    public IStreamWriter NewStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) => new ResponsesStreamWriter(frame, output);

    /// <inheritdoc/>
    public bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output) =>
        ChatStreamWriter.TryInsert(oneEvent, members, output);

    /// <inheritdoc/>
    public void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        ChatStreamWriter.WriteComment(name, block, output);

    /// <inheritdoc/>
    public void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatErrorWriter.WriteBody(envelope, output);

    /// <inheritdoc/>
    public void WriteErrorEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatErrorWriter.WriteEvent(envelope, output);
}
