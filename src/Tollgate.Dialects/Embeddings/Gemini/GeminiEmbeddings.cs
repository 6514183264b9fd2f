using System.Buffers;
using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Google's embedContent, or batchEmbedContents, which alone is written for others' requests.</summary>
internal sealed class GeminiEmbeddings(bool batch) : IEmbeddingFormat
{
    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, EmbeddingEdits edits, out DialectFault fault) =>
        RequestReader.TryRead(body, batch, facts, edits, out fault);

    /// <inheritdoc/>
    public void WriteModel(string model, IBufferWriter<byte> output)
    {
        output.Write("\"models/"u8);
        RawWriter.Escaped(output, Encoding.UTF8.GetBytes(model));
        output.Write("\""u8);
    }

    /// <inheritdoc/>
    public bool TryReadShape(ReadOnlyMemory<byte> body, EmbeddingShape shape, out DialectFault fault) =>
        ShapeReader.TryRead(body, batch, shape, out fault);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingShape shape, string model, IBufferWriter<byte> output)
    {
        output.Write("{\"requests\":["u8);
        for (var i = 0; i < shape.Inputs.Count; i++)
        {
            output.Write(i == 0 ? "{\"model\":"u8 : ",{\"model\":"u8);
            WriteModel(model, output);
            output.Write(",\"content\":{\"parts\":[{\"text\":"u8);
            output.Write(shape.Inputs[i][0].Bytes.Span);
            output.Write("}]}"u8);
            if (shape.Dimensions.IsGiven)
            {
                output.Write(",\"outputDimensionality\":"u8);
                output.Write(shape.Dimensions.Bytes.Span);
            }

            output.Write("}"u8);
        }

        output.Write("]}"u8);
    }

    /// <inheritdoc/>
    public bool TryReadReplyFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => ReplyReader.TryReadFacts(reply, out facts);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);

    /// <inheritdoc/>
    public EmbeddingReply? ReadReply(ReadOnlyMemory<byte> body) => ReplyReader.Read(body);

    /// <inheritdoc/>
    public bool TryWriteReply(EmbeddingReply reply, EmbeddingShape asked, string model, IBufferWriter<byte> output) =>
        ReplyWriter.TryWrite(reply, batch, output);
}
