using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesVoice : IVoice
{
    public string Model => VendorUpstream.AnthropicModel;

    public bool Hears(HttpRequest request) => request.Path == "/v1/messages"
        && request.Headers["x-api-key"] == VendorUpstream.Key && request.Headers["anthropic-version"] == "2023-06-01" && request.Headers.Authorization.Count == 0;

    public Asked Read(HttpRequest request, JsonElement body)
    {
        var messages = body.Items("messages").ToList();
        var parts = messages.SelectMany(m => m.Items("content")).ToList();
        var result = parts.FirstOrDefault(p => p.TextAt("type") == "tool_result" && p.TextAt("tool_use_id") == "toolu_1");
        return new Asked(
            body.At("stream") is { ValueKind: JsonValueKind.True },
            messages[^1].TextAt("content") ?? messages[^1].Items("content").Select(p => p.TextAt("text")).LastOrDefault(w => w is not null) ?? "",
            [.. body.Items("tools").Select(t => t.TextAt("name")!)],
            result.ValueKind == JsonValueKind.Undefined ? null : result.TextAt("content") ?? result.Items("content").First().TextAt("text"),
            parts.Where(p => p.TextAt("type") == "image" && p.TextAt("source", "media_type") == "image/png").Select(p => p.TextAt("source", "data")).FirstOrDefault(),
            body.At("output_config", "format", "schema"));
    }

    public string Reply(Answer answer) => Message(Block(answer, answer.Text, answer.Arguments), $"\"{Stop(answer)}\"", 20);

    public IEnumerable<string> Events(Answer answer)
    {
        yield return Event("message_start", $"\"message\":{Message("", "null", 1)}");
        yield return Event("content_block_start", $"\"index\":0,\"content_block\":{Block(answer, "", "{}")}");
        if (answer.Tool is not null)
        {
            yield return Event("content_block_delta", $$"""  "index":0,"delta":{"type":"input_json_delta","partial_json":{{JsonSerializer.Serialize(answer.Arguments)}}} """.Trim());
        }

        foreach (var word in answer.Words)
        {
            yield return Event("content_block_delta", $$"""  "index":0,"delta":{"type":"text_delta","text":{{JsonSerializer.Serialize(word)}}} """.Trim());
        }

        yield return Event("content_block_stop", "\"index\":0");
        yield return Event("message_delta", $$"""  "delta":{"stop_reason":"{{Stop(answer)}}","stop_sequence":null},"usage":{"output_tokens":20} """.Trim());
        yield return "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    }

    private static string Event(string type, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",{members}}}\n\n";

    private string Message(string content, string stop, int output) =>
        $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"{{{Model}}}","content":[{{{content}}}],"stop_reason":{{{stop}}},"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":{{{output}}}}}""";

    private static string Block(Answer answer, string text, string input) => answer.Tool is null
        ? $$"""{"type":"text","text":{{JsonSerializer.Serialize(text)}}}"""
        : $$"""{"type":"tool_use","id":"toolu_1","name":"{{answer.Tool}}","input":{{input}}}""";

    private static string Stop(Answer answer) => answer.Tool is null ? "end_turn" : "tool_use";
}
