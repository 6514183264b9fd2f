using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>Answers requests of embeddings: for each text a vector of length one that is always the same for the same text, and says nothing of
/// what it means.</summary>
internal static class PracticeVectors
{
    private const int Numbers = 1_536;
    private const int MostNumbers = 4_096;

    /// <exception cref="JsonException">the body is no JSON.</exception>
    public static PracticeScript Script(ModelRequest request, PracticeBehaviour behaviour)
    {
        using var body = JsonDocument.Parse(request.Body);
        var input = body.RootElement.GetProperty("input"u8);
        var numbers = body.RootElement.TryGetProperty("dimensions"u8, out var asked) && asked.TryGetInt32(out var length) ? length : Numbers;
        if (numbers is < 1 or > MostNumbers)
        {
            return PracticeScript.Failure(400, $"A practice vector has 1 to {MostNumbers} numbers.");
        }

        var one = input.ValueKind == JsonValueKind.String || (input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number);
        var inputs = one ? [input] : input.EnumerateArray().ToArray();
        var tokens = inputs.Select(TokensOf).ToArray();
        if (tokens.Max() > request.ContextWindow)
        {
            return PracticeScript.Failure(400, $"A text has {tokens.Max()} tokens, the model takes {request.ContextWindow}.");
        }

        var base64 = body.RootElement.TryGetProperty("encoding_format"u8, out var format) && format.ValueEquals("base64"u8);
        var vectors = inputs.Select(text => VectorOf(text, numbers)).ToArray();
        return PracticeScript.Whole(Write(request.Model, vectors, base64, behaviour == PracticeBehaviour.NoUsage ? null : tokens.Sum()), behaviour);
    }

    private static long TokensOf(JsonElement text) => text.ValueKind == JsonValueKind.String
        ? PracticeAnswer.Tokens(Encoding.UTF8.GetByteCount(PracticePrompt.TextOf(text)))
        : text.GetArrayLength();

    // Numbers from -1 to 1, then made one long together.
    private static float[] VectorOf(JsonElement text, int numbers)
    {
        var chance = new PracticeChance(text.ValueKind == JsonValueKind.String ? PracticePrompt.TextOf(text) : text.GetRawText());
        var vector = new float[numbers];
        var sum = 0d;
        for (var i = 0; i < numbers; i++)
        {
            vector[i] = (float)(((chance.Next() >> 40) / (double)(1 << 23)) - 1);
            sum += vector[i] * (double)vector[i];
        }

        var size = sum > 0 ? Math.Sqrt(sum) : 1;
        return Array.ConvertAll(vector, number => (float)(number / size));
    }

    private static byte[] Write(string model, float[][] vectors, bool base64, long? tokens)
    {
        var output = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < vectors.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            WriteVector(json, vectors[i], base64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, model);
        if (tokens is { } used)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, used);
            json.WriteNumber("total_tokens"u8, used);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool base64)
    {
        if (base64)
        {
            var bytes = new byte[vector.Length * sizeof(float)];
            for (var i = 0; i < vector.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
            }

            json.WriteBase64String("embedding"u8, bytes);
            return;
        }

        json.WriteStartArray("embedding"u8);
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
