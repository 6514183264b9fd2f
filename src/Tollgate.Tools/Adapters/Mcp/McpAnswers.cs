using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>What an MCP server answered, as a tool of ours answers it.</summary>
internal static class McpAnswers
{
    /// <summary>The result as it came, its blocks and its structured content; what the server says to programs beside it stays behind.</summary>
    public static ToolAnswer Whole(CallToolResult result) => ToolAnswer.Ok(
        json =>
        {
            json.WritePropertyName("content"u8);
            JsonSerializer.Serialize(json, result.Content, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ContentBlock>)));
            if (result.StructuredContent is { } structured)
            {
                json.WritePropertyName("structuredContent"u8);
                structured.WriteTo(json);
            }
        },
        OutcomeOf(result.StructuredContent));

    /// <summary>The reply by the plan's template, whose lists end where there are more bytes than are taken.</summary>
    public static ToolAnswer Mapped(CallToolResult result, McpCallPlan plan, Arguments arguments, int mostBytes)
    {
        var reply = Reply(result);
        var isEmpty = plan.List?.Find(reply) is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() == 0;
        return ToolAnswer.Ok(json => plan.Result!.WriteFields(json, arguments, reply, mostBytes), isEmpty ? ToolOutcome.Empty : OutcomeOf(reply));
    }

    /// <summary>The text of an answer, for people; null when it has none.</summary>
    public static string? TextOf(CallToolResult result) =>
        string.Join(' ', result.Content.OfType<TextContentBlock>().Select(block => block.Text)) is { Length: > 0 } text ? text : null;

    // Many servers write JSON into their text.
    private static JsonElement Reply(CallToolResult result)
    {
        if (result.StructuredContent is { } structured)
        {
            return structured;
        }

        var text = TextOf(result) ?? "";
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["text"] = text });
        }
    }

    private static ToolOutcome OutcomeOf(JsonElement? reply) =>
        reply is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String
            && status.ValueEquals("not_found"u8)
            ? ToolOutcome.NotFound
            : ToolOutcome.Found;
}
