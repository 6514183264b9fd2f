using System.Buffers;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Google's generateContent. Its requests name neither the model nor whether they stream: both stand in the path, and whoever reads
/// one sets <see cref="ChatShape.Model"/> and <see cref="ChatShape.Stream"/> beforehand, and likewise those of the facts.</summary>
internal sealed class GeminiDialect : IChatDialect
{
    /// <inheritdoc/>
    public string Name => "gemini";

    /// <inheritdoc/>
    public IReadOnlyList<FieldFate> Fates => GeminiFates.Target;

    /// <inheritdoc/>
    public IReadOnlyList<ForeignFate> Foreign => GeminiFates.Source;

    /// <inheritdoc/>
    public string NameOf(ShapeField field) => GeminiFates.NameOf(field);

    /// <inheritdoc/>
    public bool UsageStandsAlone => false;

    /// <inheritdoc/>
    public BlockPlace Block => BlockPlace.Headers;

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
        GeminiRequestReader.TryRead(body, shape, out fault);

    /// <inheritdoc/>
    public bool TryWriteRequest(ChatShape shape, ShapeTarget target, IBufferWriter<byte> output, Notes notes, out DialectFault fault) =>
        GeminiRequestWriter.TryWrite(shape, target, output, notes, out fault);

    /// <inheritdoc/>
    public ReplyShape? ReadReply(ReadOnlyMemory<byte> body) => GeminiReplyReader.Read(body);

    /// <inheritdoc/>
    public void WriteReply(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output) => GeminiReplyWriter.Write(reply, frame, output);

    /// <inheritdoc/>
    public IStreamReader NewStreamReader() => new GeminiStreamReader();

    /// <inheritdoc/>
    public IStreamWriter NewStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) => new GeminiStreamWriter(frame, output);

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

    /// <inheritdoc/>
    public void WriteErrorAlone(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatStreamWriter.WriteErrorAlone(envelope, output);
}
