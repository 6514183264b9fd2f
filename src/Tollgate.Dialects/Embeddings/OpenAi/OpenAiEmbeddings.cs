using System.Buffers;
using System.Text;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>OpenAI's embeddings, which nearly everybody speaks.</summary>
internal sealed class OpenAiEmbeddings : IEmbeddingFormat
{
    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, EmbeddingEdits edits, out DialectFault fault) =>
        RequestReader.TryRead(body, facts, edits, out fault);

    /// <inheritdoc/>
    public void WriteModel(string model, IBufferWriter<byte> output) => RawWriter.String(output, Encoding.UTF8.GetBytes(model));

    /// <inheritdoc/>
    public bool TryReadShape(ReadOnlyMemory<byte> body, EmbeddingShape shape, out DialectFault fault) => ShapeReader.TryRead(body, shape, out fault);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingShape shape, string model, IBufferWriter<byte> output)
    {
        output.Write("{\"model\":"u8);
        WriteModel(model, output);
        output.Write(",\"input\":["u8);
        for (var i = 0; i < shape.Inputs.Count; i++)
        {
            output.Write(i == 0 ? "\""u8 : ",\""u8);
            foreach (var piece in shape.Inputs[i])
            {
                output.Write(piece.Inside);
            }

            output.Write("\""u8);
        }

        output.Write("]"u8);
        if (shape.Dimensions.IsGiven)
        {
            output.Write(",\"dimensions\":"u8);
            output.Write(shape.Dimensions.Bytes.Span);
        }

        output.Write("}"u8);
    }

    /// <inheritdoc/>
    public bool TryReadReplyFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => ReplyReader.TryReadFacts(reply, out facts);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);

    /// <inheritdoc/>
    public EmbeddingReply? ReadReply(ReadOnlyMemory<byte> body) => ReplyReader.Read(body);

    /// <inheritdoc/>
    public bool TryWriteReply(EmbeddingReply reply, EmbeddingShape asked, string model, IBufferWriter<byte> output) =>
        ReplyWriter.TryWrite(reply, asked.Base64, model, output);
}
