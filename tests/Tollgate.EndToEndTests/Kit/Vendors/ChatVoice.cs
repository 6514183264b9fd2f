using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class ChatVoice : IVoice
{
    private const string Usage = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":20,\"total_tokens\":23}";

    public string Model => VendorUpstream.OpenAiModel;

    public bool Hears(HttpRequest request) =>
        request.Path == "/v1/chat/completions" && request.Headers.Authorization == "Bearer " + VendorUpstream.Key;

    public Asked Read(HttpRequest request, JsonElement body)
    {
        var messages = body.Items("messages").ToList();
        var parts = messages.SelectMany(m => m.Items("content")).ToList();
        return new Asked(
            body.At("stream") is { ValueKind: JsonValueKind.True },
            messages.LastOrDefault(m => m.TextAt("role") == "user") is var last && last.TextAt("content") is { } words ? words : last.Items("content").Select(p => p.TextAt("text")).FirstOrDefault() ?? "",
            [.. body.Items("tools").Select(t => t.TextAt("function", "name")!)],
            messages.Where(m => m.TextAt("role") == "tool" && m.TextAt("tool_call_id") == "call_1")
                .Select(m => m.TextAt("content") ?? m.Items("content").First().TextAt("text")).FirstOrDefault(),
            JsonPaths.Base64(parts.Select(p => p.TextAt("image_url", "url")).FirstOrDefault(url => url is not null)),
            body.TextAt("response_format", "type") == "json_schema" ? body.At("response_format", "json_schema", "schema") : null);
    }

    public string Reply(Answer answer)
    {
        var message = answer.Tool is null
            ? $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(answer.Text)}}}"""
            : $$"""{"role":"assistant","content":null,"tool_calls":[{{Call(answer)}}]}""";
        return $$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"{{Model}}","choices":[{"index":0,"message":{{message}},"finish_reason":"{{Finish(answer)}}"}],{{Usage}}}""";
    }

    public IEnumerable<string> Events(Answer answer)
    {
        if (answer.Tool is not null)
        {
            yield return Chunk($$"""{"role":"assistant","tool_calls":[{"index":0,{{Call(answer)[1..]}}]}""");
        }

        foreach (var word in answer.Words)
        {
            yield return Chunk($$"""{"content":{{JsonSerializer.Serialize(word)}}}""");
        }

        yield return Chunk("{}", Finish(answer));
        yield return $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{Model}}","choices":[],{{Usage}}}""" + "\n\n";
        yield return "data: [DONE]\n\n";
    }

    private string Chunk(string delta, string? finish = null) =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{Model}}","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""" + "\n\n";

    private static string Call(Answer answer) =>
        $$$"""{"id":"call_1","type":"function","function":{"name":"{{{answer.Tool}}}","arguments":{{{JsonSerializer.Serialize(answer.Arguments)}}}}}""";

    private static string Finish(Answer answer) => answer.Tool is null ? "stop" : "tool_calls";
}
