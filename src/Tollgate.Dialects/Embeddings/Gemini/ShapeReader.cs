using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Reads a request of embedContent or batchEmbedContents for another dialect.</summary>
internal static class ShapeReader
{
    public static bool TryRead(ReadOnlyMemory<byte> body, bool batch, EmbeddingShape shape, out DialectFault fault)
    {
        fault = new DialectFault(null, "The body must be a JSON object.");
        using var raw = RawBody.Read(body);
        if (raw is null)
        {
            return false;
        }

        if (!batch)
        {
            return TryReadRequest(raw, raw.Root, shape, out fault);
        }

        fault = new DialectFault("requests", "requests is required.");
        return raw.Root.TryGetProperty("requests"u8, out var requests) && TryReadRequests(raw, requests, shape, out fault);
    }

    private static bool TryReadRequests(RawBody raw, JsonElement requests, EmbeddingShape shape, out DialectFault fault)
    {
        fault = default;
        var first = default(RawJson);
        foreach (var request in requests.EnumerateArray())
        {
            shape.Dimensions = default;
            if (!TryReadRequest(raw, request, shape, out fault))
            {
                return false;
            }

            first = shape.Inputs.Count == 1 ? shape.Dimensions : first;
            if (!first.Bytes.Span.SequenceEqual(shape.Dimensions.Bytes.Span))
            {
                fault = new DialectFault("requests.outputDimensionality", "This model's provider gives all vectors of a call one length; ask for one.");
                return false;
            }
        }

        return true;
    }

    private static bool TryReadRequest(RawBody raw, JsonElement request, EmbeddingShape shape, out DialectFault fault)
    {
        fault = default;
        foreach (var field in request.EnumerateObject())
        {
            var isGiven = field.Value.ValueKind != JsonValueKind.Null;
            switch (field.Name)
            {
                case "content" when isGiven:
                    if (!TryReadContent(raw, field.Value, shape, out fault))
                    {
                        return false;
                    }

                    break;
                case "outputDimensionality" or "output_dimensionality" when isGiven:
                    shape.Dimensions = raw.Of(field.Value);
                    break;
                case "embedContentConfig" or "embed_content_config" when isGiven:
                    fault = new DialectFault("embedContentConfig", "This model's provider has no such settings; give outputDimensionality by itself.");
                    return false;
                case not ("content" or "model" or "metadata") when isGiven:
                    Note(shape, field.Name);
                    break;
                default:
                    break;
            }
        }

        return true;
    }

    private static bool TryReadContent(RawBody raw, JsonElement content, EmbeddingShape shape, out DialectFault fault)
    {
        fault = default;
        var parts = content.GetProperty("parts"u8);
        var pieces = new RawJson[parts.GetArrayLength()];
        var at = 0;
        foreach (var part in parts.EnumerateArray())
        {
            pieces[at] = raw.Of(part, "text"u8);
            if (!pieces[at++].IsText)
            {
                fault = new DialectFault("content.parts", "This model's provider makes vectors of texts only.");
                return false;
            }
        }

        shape.Inputs.Add(pieces);
        return true;
    }

    private static void Note(EmbeddingShape shape, string name)
    {
        if (!shape.Foreign.Contains(name, StringComparer.Ordinal))
        {
            shape.Foreign.Add(name);
        }
    }
}
