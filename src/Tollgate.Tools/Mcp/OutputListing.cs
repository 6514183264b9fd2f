using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Mcp;

/// <summary>What a tool answers, as it is listed: what it says itself, or that there is nothing, or the envelope of a refusal. Clients hold a result
/// against it also when it says <c>isError</c>.</summary>
internal static class OutputListing
{
    private const string Inside = "#/anyOf/0/anyOf/0";

    private const string NotFound = """{"type":"object","properties":{"status":{"const":"not_found"}},"required":["status"]}""";

    private const string Envelope = """
        {"type":"object","required":["error"],"properties":{"error":{"type":"object","required":["code","message","type","request_id","retryable"],
          "properties":{"code":{"type":"string"},"message":{"type":"string"},"type":{"type":"string"},"request_id":{"type":"string"},"retryable":{"type":"boolean"},"retry_after_seconds":{"type":"integer"}}}}}
        """;

    // What stands in these is a value, and no schema.
    private static readonly string[] Values = ["const", "enum", "default", "examples"];

    public static JsonElement Of(ValueSchema output)
    {
        var own = JsonNode.Parse(output.Source.GetRawText())!;
        Move(own);
        _ = (own as JsonObject)?.Remove("$schema");
        var listed = new JsonObject
        {
            ["type"] = "object",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["anyOf"] = new JsonArray(own, JsonNode.Parse(NotFound)) },
                JsonNode.Parse(Envelope)),
        };
        using var document = JsonDocument.Parse(listed.ToJsonString());
        return document.RootElement.Clone();
    }

    // References lead on from the root, which is another one now.
    private static void Move(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Move(item);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (name == "$ref" && value is JsonValue text && text.TryGetValue(out string? target) && (target == "#" || target.StartsWith("#/", StringComparison.Ordinal)))
                {
                    fields[name] = Inside + target[1..];
                }
                else if (!Values.Contains(name))
                {
                    Move(value);
                }
            }
        }
    }
}
