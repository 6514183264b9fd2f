using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>Reads a request of embeddings for another dialect.</summary>
internal static class ShapeReader
{
    public static bool TryRead(ReadOnlyMemory<byte> body, EmbeddingShape shape, out DialectFault fault)
    {
        fault = new DialectFault(null, "The body must be a JSON object.");
        using var raw = RawBody.Read(body);
        if (raw is null)
        {
            return false;
        }

        foreach (var field in raw.Root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && !TryRead(raw, field, shape, out fault))
            {
                return false;
            }
        }

        fault = default;
        return true;
    }

    private static bool TryRead(RawBody raw, in JsonProperty field, EmbeddingShape shape, out DialectFault fault)
    {
        fault = default;
        switch (field.Name)
        {
            case "input":
                return TryReadInput(raw, field.Value, shape, out fault);
            case "dimensions":
                shape.Dimensions = raw.Of(field.Value);
                return true;
            case "encoding_format":
                return TryReadEncoding(field.Value, shape, out fault);
            case "model" or "metadata":
                return true;
            default:
                shape.Foreign.Add(field.Name);
                return true;
        }
    }

    private static bool TryReadInput(RawBody raw, JsonElement input, EmbeddingShape shape, out DialectFault fault)
    {
        fault = default;
        if (input.ValueKind == JsonValueKind.String)
        {
            shape.Inputs.Add([raw.Of(input)]);
            return true;
        }

        foreach (var item in input.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                fault = new DialectFault("input", "Token ids mean nothing to this model's provider; send texts.");
                return false;
            }

            shape.Inputs.Add([raw.Of(item)]);
        }

        return true;
    }

    private static bool TryReadEncoding(JsonElement encoding, EmbeddingShape shape, out DialectFault fault)
    {
        var word = RawBody.Word(encoding);
        shape.Base64 = word == "base64";
        fault = shape.Base64 || word == "float" ? default : new DialectFault("encoding_format", "It must be float or base64.");
        return fault == default;
    }
}
