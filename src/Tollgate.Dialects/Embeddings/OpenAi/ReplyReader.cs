using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>Reads a reply of embeddings.</summary>
internal static class ReplyReader
{
    /// <summary>What it cost: <c>{"usage":{"prompt_tokens":8,"total_tokens":8}}</c>. False when the bytes are not one JSON object.</summary>
    public static bool TryReadFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) =>
        PlainReply.TryRead(reply, "usage"u8, UsageReader.Read, out facts);

    /// <summary>Null when the bytes are no reply with vectors.</summary>
    public static EmbeddingReply? Read(ReadOnlyMemory<byte> body)
    {
        using var raw = RawBody.Read(body);
        if (raw is null || !raw.Root.TryGetProperty("data"u8, out var data) || data.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var vectors = new RawJson[data.GetArrayLength()];
        var place = 0;
        foreach (var item in data.EnumerateArray())
        {
            var vector = raw.Of(item, "embedding"u8);
            var told = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("index"u8, out var index)
                && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var number) ? number : place;
            if (!vector.IsGiven || told < 0 || told >= vectors.Length || vectors[told].IsGiven)
            {
                return null;
            }

            vectors[told] = vector;
            place++;
        }

        _ = TryReadFacts(body.Span, out var facts);
        return new EmbeddingReply(vectors, facts.UsageState == UsageState.Reported ? facts.Usage.InputTokens : null);
    }
}
