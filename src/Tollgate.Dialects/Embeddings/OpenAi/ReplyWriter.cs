using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>Writes a reply of embeddings.</summary>
internal static class ReplyWriter
{
    /// <summary>False when a vector is no array of numbers.</summary>
    public static bool TryWrite(EmbeddingReply reply, bool base64, string model, IBufferWriter<byte> output)
    {
        output.Write("{\"object\":\"list\",\"data\":["u8);
        for (var i = 0; i < reply.Vectors.Count; i++)
        {
            output.Write(i == 0 ? "{\"object\":\"embedding\",\"index\":"u8 : ",{\"object\":\"embedding\",\"index\":"u8);
            RawWriter.Number(output, i);
            output.Write(",\"embedding\":"u8);
            if (!base64)
            {
                output.Write(reply.Vectors[i].Bytes.Span);
            }
            else if (!TryWriteBase64(reply.Vectors[i].Bytes.Span, output))
            {
                return false;
            }

            output.Write("}"u8);
        }

        output.Write("],\"model\":"u8);
        RawWriter.String(output, Encoding.UTF8.GetBytes(model));
        output.Write(",\"usage\":{\"prompt_tokens\":"u8);
        RawWriter.Number(output, reply.InputTokens ?? 0);
        output.Write(",\"total_tokens\":"u8);
        RawWriter.Number(output, reply.InputTokens ?? 0);
        output.Write("}}"u8);
        return true;
    }

    // Each number in four bytes, the lowest first.
    private static bool TryWriteBase64(ReadOnlySpan<byte> vector, IBufferWriter<byte> output)
    {
        var most = (vector.Length + 1) / 2;
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, most) * sizeof(float));
        try
        {
            if (!TryReadNumbers(vector, bytes, out var length))
            {
                return false;
            }

            output.Write("\""u8);
            var text = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(length));
            _ = Base64.EncodeToUtf8(bytes.AsSpan(0, length), text, out _, out var written);
            output.Advance(written);
            output.Write("\""u8);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryReadNumbers(ReadOnlySpan<byte> vector, Span<byte> bytes, out int length)
    {
        length = 0;
        var reader = new Utf8JsonReader(vector);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out var number))
            {
                return false;
            }

            BinaryPrimitives.WriteSingleLittleEndian(bytes[length..], number);
            length += sizeof(float);
        }

        return true;
    }
}
