using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Reads a reply of embedContent or batchEmbedContents. Not every model reports what it used.</summary>
internal static class ReplyReader
{
    /// <summary>What it cost: <c>{"usageMetadata":{"promptTokenCount":8}}</c>. False when the bytes are not one JSON object.</summary>
    public static bool TryReadFacts(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) =>
        PlainReply.TryRead(reply, "usageMetadata"u8, UsageReader.Read, out facts);

    /// <summary>Null when the bytes are no reply with vectors.</summary>
    public static EmbeddingReply? Read(ReadOnlyMemory<byte> body)
    {
        using var raw = RawBody.Read(body);
        if (raw is null || !raw.Root.TryGetProperty("embeddings"u8, out var all) || all.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var vectors = new RawJson[all.GetArrayLength()];
        var at = 0;
        foreach (var item in all.EnumerateArray())
        {
            vectors[at] = raw.Of(item, "values"u8);
            if (!vectors[at++].IsGiven)
            {
                return null;
            }
        }

        _ = TryReadFacts(body.Span, out var facts);
        return new EmbeddingReply(vectors, facts.UsageState == UsageState.Reported ? facts.Usage.InputTokens : null);
    }
}
