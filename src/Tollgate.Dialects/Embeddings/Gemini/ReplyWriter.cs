using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Writes a reply of embedContent or batchEmbedContents.</summary>
internal static class ReplyWriter
{
    /// <summary>False when a vector is no array of numbers.</summary>
    public static bool TryWrite(EmbeddingReply reply, bool batch, IBufferWriter<byte> output)
    {
        output.Write(batch ? "{\"embeddings\":["u8 : "{\"embedding\":"u8);
        for (var i = 0; i < reply.Vectors.Count; i++)
        {
            if (reply.Vectors[i].IsText)
            {
                return false;
            }

            output.Write(i == 0 ? "{\"values\":"u8 : ",{\"values\":"u8);
            output.Write(reply.Vectors[i].Bytes.Span);
            output.Write("}"u8);
        }

        output.Write(batch ? "]"u8 : default);
        if (reply.InputTokens is { } tokens)
        {
            output.Write(",\"usageMetadata\":{\"promptTokenCount\":"u8);
            RawWriter.Number(output, tokens);
            output.Write("}"u8);
        }

        output.Write("}"u8);
        return true;
    }
}
