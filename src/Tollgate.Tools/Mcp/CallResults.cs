using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Tollgate.Tools.Mcp;

/// <summary>What a tool answered, as the protocol says it. A refusal is a result too, with the contract's envelope as it is: agents read what
/// it is worth to do next.</summary>
internal static class CallResults
{
    public static CallToolResult Of(HttpResponse response, ReadOnlyMemory<byte> body, string requestId, bool inBlocks)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement.Clone();
        var refused = response.StatusCode >= StatusCodes.Status400BadRequest;
        var result = !refused && inBlocks ? Blocks(root) : new CallToolResult
        {
            Content = [new TextContentBlock { Text = refused ? Told(root) : Encoding.UTF8.GetString(body.Span) }],
            StructuredContent = root.ValueKind == JsonValueKind.Object ? root : Wrapped(root),
            IsError = refused,
        };
        result.Meta = Meta(response, requestId, result.Meta);
        return result;
    }

    // Structured content is an object.
    private static JsonElement Wrapped(JsonElement list)
    {
        using var document = JsonDocument.Parse($$"""{"result":{{list.GetRawText()}}}""");
        return document.RootElement.Clone();
    }

    private static CallToolResult Blocks(JsonElement root) =>
        (CallToolResult)root.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult)))!;

    // A sentence first, for models that are shown the text alone, then everything.
    private static string Told(JsonElement envelope)
    {
        var error = envelope.GetProperty("error");
        return $"{error.GetProperty("code").GetString()}: {error.GetProperty("message").GetString()}\n{envelope.GetRawText()}";
    }

    private static JsonObject Meta(HttpResponse response, string requestId, JsonObject? own)
    {
        var meta = own ?? [];
        meta[McpNames.RequestId] = requestId;
        if (long.TryParse(response.Headers["X-Tollgate-Cost-Tokens"], NumberStyles.None, CultureInfo.InvariantCulture, out var charged))
        {
            meta[McpNames.Charged] = charged;
        }

        if (response.Headers.TryGetValue("X-Tollgate-Signals-Skipped", out var skipped))
        {
            meta[McpNames.Skipped] = skipped.ToString();
        }

        if (response.Headers.ContainsKey("Idempotent-Replayed"))
        {
            meta[McpNames.Replayed] = true;
        }

        return meta;
    }
}
