using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesVoice : IVoice
{
    private const string Usage = """{"input_tokens":3,"input_tokens_details":{"cached_tokens":0},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":23}""";

    public string Model => VendorUpstream.OpenAiModel;

    public bool Hears(HttpRequest request) => request.Path == "/v1/responses" && request.Headers.Authorization == "Bearer " + VendorUpstream.Key;

    public Asked Read(HttpRequest request, JsonElement body)
    {
        var input = body.Items("input").ToList();
        var parts = input.SelectMany(m => m.Items("content")).ToList();
        var result = input.FirstOrDefault(m => m.TextAt("type") == "function_call_output" && m.TextAt("call_id") == "call_1");
        return new Asked(
            body.At("stream") is { ValueKind: JsonValueKind.True },
            body.TextAt("input") ?? input.Select(m => m.TextAt("content")).LastOrDefault(w => w is not null)
                ?? parts.Select(p => p.TextAt("text")).LastOrDefault(w => w is not null) ?? "",
            [.. body.Items("tools").Select(t => t.TextAt("name")!)],
            result.ValueKind == JsonValueKind.Undefined ? null : result.TextAt("output") ?? result.Items("output").First().TextAt("text"),
            JsonPaths.Base64(parts.Select(p => p.TextAt("image_url")).FirstOrDefault(url => url is not null)),
            body.TextAt("text", "format", "type") == "json_schema" ? body.At("text", "format", "schema") : null);
    }

    public string Reply(Answer answer) => Whole("completed", Item(answer, "completed"), Usage);

    public IEnumerable<string> Events(Answer answer)
    {
        var at = 0;
        yield return Event("response.created", ref at, $"\"response\":{Whole("in_progress", "", "null")}");
        yield return Event("response.output_item.added", ref at, $"\"output_index\":0,\"item\":{(answer.Tool is null ? Item(null) : Call(answer with { Arguments = "" }, "in_progress"))}");
        if (answer.Tool is not null)
        {
            var arguments = JsonSerializer.Serialize(answer.Arguments);
            yield return Event("response.function_call_arguments.delta", ref at, $"\"item_id\":\"fc_1\",\"output_index\":0,\"delta\":{arguments}");
            yield return Event("response.function_call_arguments.done", ref at, $"\"item_id\":\"fc_1\",\"output_index\":0,\"name\":\"{answer.Tool}\",\"arguments\":{arguments}");
        }
        else
        {
            yield return Event("response.content_part.added", ref at, $"{Place},\"part\":{Part("")}");
            foreach (var word in answer.Words)
            {
                yield return Event("response.output_text.delta", ref at, $"{Place},\"delta\":{JsonSerializer.Serialize(word)},\"logprobs\":[]");
            }

            yield return Event("response.output_text.done", ref at, $"{Place},\"text\":{JsonSerializer.Serialize(answer.Text)},\"logprobs\":[]");
            yield return Event("response.content_part.done", ref at, $"{Place},\"part\":{Part(answer.Text)}");
        }

        yield return Event("response.output_item.done", ref at, $"\"output_index\":0,\"item\":{Item(answer, "completed")}");
        yield return Event("response.completed", ref at, $"\"response\":{Reply(answer)}");
    }

    private const string Place = "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0";

    private static string Event(string type, ref int at, string members) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{at++},{members}}}\n\n";

    private string Whole(string status, string item, string usage) =>
        $$$"""{"id":"resp_1","object":"response","created_at":1700000000,"status":"{{{status}}}","error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"{{{Model}}}","output":[{{{item}}}],"parallel_tool_calls":true,"previous_response_id":null,"store":false,"temperature":1,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":1,"truncation":"disabled","usage":{{{usage}}},"metadata":{}}""";

    private static string Item(Answer answer, string status) => answer.Tool is null ? Item(answer.Text) : Call(answer, status);

    private static string Item(string? text) =>
        $$"""{"id":"msg_1","type":"message","status":"{{(text is null ? "in_progress" : "completed")}}","role":"assistant","content":[{{(text is null ? "" : Part(text))}}]}""";

    private static string Part(string text) => $$"""{"type":"output_text","text":{{JsonSerializer.Serialize(text)}},"annotations":[],"logprobs":[]}""";

    private static string Call(Answer answer, string status) =>
        $$"""{"id":"fc_1","type":"function_call","status":"{{status}}","call_id":"call_1","name":"{{answer.Tool}}","arguments":{{JsonSerializer.Serialize(answer.Arguments)}}}""";
}
