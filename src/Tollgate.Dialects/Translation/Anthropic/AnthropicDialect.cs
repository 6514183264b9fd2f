using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Messages, of Anthropic and of all who take that format.</summary>
internal sealed class AnthropicDialect : IChatDialect
{
    /// <inheritdoc/>
    public string Name => "anthropic";

    /// <inheritdoc/>
    public IReadOnlyList<FieldFate> Fates => AnthropicFates.Target;

    /// <inheritdoc/>
    public IReadOnlyList<ForeignFate> Foreign => AnthropicFates.Source;

    /// <inheritdoc/>
    public string NameOf(ShapeField field) => AnthropicFates.NameOf(field);

    /// <inheritdoc/>
    public bool UsageStandsAlone => false;

    /// <inheritdoc/>
    public BlockPlace Block => BlockPlace.Comment;

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
        AnthropicRequestReader.TryRead(body, shape, out fault);

    /// <inheritdoc/>
    public bool TryWriteRequest(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault) =>
        AnthropicRequestWriter.TryWrite(shape, target, output, notes, out fault);

    /// <inheritdoc/>
    public ReplyShape? ReadReply(ReadOnlyMemory<byte> body) => AnthropicReplyReader.Read(body);

    /// <inheritdoc/>
    public void WriteReply(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output) => AnthropicReplyWriter.Write(reply, frame, output);

    /// <inheritdoc/>
    public IStreamReader NewStreamReader() => new AnthropicStreamReader();

    /// <inheritdoc/>
    public IStreamWriter NewStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) => new AnthropicStreamWriter(frame, output);

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
