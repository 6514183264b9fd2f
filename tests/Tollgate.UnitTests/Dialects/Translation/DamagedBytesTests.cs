using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Translation;

/// <summary>Whatever stands where something else should: it is refused or carried as valid JSON, and nothing throws.</summary>
public sealed class DamagedBytesTests
{
    private const int Rounds = 6_000;

    private static readonly string[] Values =
        ["null", "true", "7", "-1.5e3", "\"x\"", "\"\"", "[]", "{}", "[null]", "{\"type\":7}", "\"\\ud800\"", "\"a\\u0022b\"", "{\"\\ud800\":1}", "{\"caf\\u00e9\":1}", "[[{}]]", "{\"text\":null}"];

    private static readonly string[] Requests =
    [
        """{"model":"m","max_tokens":9,"n":1,"stop":["a"],"temperature":1,"reasoning_effort":"low","user":"u","stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"a":1}}},"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"b":1},"strict":false}}],"tool_choice":{"type":"function","function":{"name":"f"}},"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"file","file":{"filename":"f","file_data":"data:application/pdf;base64,AAAA"}}]},{"role":"assistant","content":"c","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s"},{"data":"d"}],"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"i","content":"r"}]}""",
        """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"s"}],"stop_sequences":["a"],"temperature":1,"top_k":2,"thinking":{"type":"enabled","budget_tokens":5},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"a":1}}},"metadata":{"user_id":"u"},"tools":[{"type":"custom","name":"f","description":"d","input_schema":{"b":1},"strict":true}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"t"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","title":"t","source":{"type":"text","media_type":"text/plain","data":"d"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"i","name":"f","input":{"c":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"i","is_error":true,"content":[{"type":"text","text":"r"}]}]}]}""",
        """{"model":"m","instructions":"s","max_output_tokens":9,"max_tool_calls":2,"temperature":1,"top_logprobs":0,"reasoning":{"effort":"low","summary":"auto"},"safety_identifier":"u","store":false,"include":["reasoning.encrypted_content"],"truncation":"auto","stream":true,"text":{"verbosity":"low","format":{"type":"json_schema","name":"n","strict":true,"schema":{"a":1}}},"tools":[{"type":"function","name":"f","description":"d","parameters":{"b":1},"strict":true}],"tool_choice":{"type":"function","name":"f"},"input":[{"role":"developer","content":"s"},{"role":"user","content":[{"type":"input_text","text":"t"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"},{"type":"input_file","filename":"f","file_data":"data:application/pdf;base64,AAAA"}]},{"type":"reasoning","summary":[{"type":"summary_text","text":"t"},{"type":"summary_text","text":"u"}],"encrypted_content":"redacted:s"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]},{"type":"refusal","refusal":"r"}]},{"type":"function_call","call_id":"i","name":"f","arguments":"{\"c\":1}"},{"type":"function_call_output","call_id":"i","output":[{"type":"input_text","text":"r"}]}]}""",
        """{"systemInstruction":{"parts":[{"text":"s"}]},"contents":[{"role":"user","parts":[{"text":"t"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"fileData":{"mimeType":"image/png","fileUri":"https://e.x/a"}}]},{"role":"model","parts":[{"text":"h","thought":true},{"functionCall":{"id":"i","name":"f","args":{"a":1}},"thoughtSignature":"s"},{"functionCall":{"name":"g","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"i","name":"f","response":{"output":"r"}}},{"functionResponse":{"name":"g","response":{"x":1},"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","nullable":true,"properties":{"a":{"type":"STRING","enum":["b"]}},"anyOf":[{"type":"ARRAY","items":{"type":"INTEGER"},"maxItems":"3"}]}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","g"]}},"generationConfig":{"maxOutputTokens":9,"candidateCount":1,"stopSequences":["a"],"temperature":1,"responseLogprobs":false,"thinkingConfig":{"thinkingBudget":5,"includeThoughts":true},"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"NUMBER"}},"required":["a"]}},"safetySettings":[{"a":1}],"serviceTier":"flex"}""",
    ];

    private static readonly string[] Replies =
    [
        """{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a","refusal":null,"reasoning_content":"r","reasoning_details":[{"text":"r","signature":"s"}],"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":{"content":[]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        """{"id":"m","type":"message","model":"m","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"a"},{"type":"tool_use","id":"i","name":"f","input":{"a":1}}],"stop_reason":"stop_sequence","stop_sequence":"x","usage":{"input_tokens":1,"output_tokens":2}}""",
        """{"id":"r","object":"response","model":"m","status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"redacted:s"},{"type":"message","content":[{"type":"output_text","text":"a","annotations":[]},{"type":"refusal","refusal":"n"}]},{"type":"function_call","call_id":"i","name":"f","arguments":"{\"a\":1}"}],"usage":{"input_tokens":1,"output_tokens":2}}""",
        """{"candidates":[{"content":{"parts":[{"text":"h","thought":true},{"text":"t","thoughtSignature":"s"},{"functionCall":{"name":"f","args":{"a":1}}}],"role":"model"},"finishReason":"STOP","index":0,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}],"topCandidates":[{"candidates":[{"token":"b","logProbability":-2}]}]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2},"modelVersion":"m","responseId":"r"}""",
    ];

    private static readonly string[] Events =
    [
        """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"a","reasoning":"r","reasoning_details":[{"signature":"s"},{"data":"d"}],"refusal":"n","tool_calls":[{"index":0,"id":"i","function":{"name":"f","arguments":"{"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        """{"type":"message_start","message":{"id":"m","model":"x","usage":{"input_tokens":1,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"i","name":"f","input":{"a":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"t","signature":"s"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"t"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"t"}}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":"x"},"usage":{"output_tokens":2}}""",
        """{"type":"response.created","response":{"id":"r","model":"m"}}""",
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"i","name":"f"}}""",
        """{"type":"response.output_text.delta","output_index":0,"delta":"t"}""",
        """{"type":"response.completed","response":{"incomplete_details":{"reason":"content_filter"},"usage":{"input_tokens":1,"output_tokens":2}}}""",
        """{"candidates":[{"content":{"parts":[{"text":"h","thought":true},{"text":"t"},{"functionCall":{"id":"i","name":"f","args":{"a":1}},"thoughtSignature":"s"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2},"modelVersion":"m","responseId":"r"}""",
    ];

    private static readonly IChatDialect[] Dialects = [ChatDialects.OpenAi, ChatDialects.Anthropic, ChatDialects.Responses, ChatDialects.Gemini];

    private readonly Random _random = new(4_711);

    [Fact]
    public void Requests_DamagedAnywhere_AreRefusedOrStayJson()
    {
        var written = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = Damage(Requests[round % Dialects.Length]);
            foreach (var target in (ShapeTarget[])[Wire.Gpt, Wire.Opus5, Wire.Sonnet45, Wire.Gemini25, Wire.Gemini31])
            {
                var shape = new ChatShape();
                var output = new ArrayBufferWriter<byte>();
                var to = target == Wire.Sonnet45 && round % 4 == 0 ? ChatDialects.Responses : ChatDialect.Of(target.ProviderKind).Hub;
                var fits = IsAccepted(body, round % Dialects.Length)
                    && Dialects[round % Dialects.Length].TryReadRequest(body, shape, out _)
                    && to.TryWriteRequest(shape, target, output, new Notes(shape), out _);
                written += fits ? 1 : 0;
                ShouldBeJson(fits, output.WrittenMemory, body);
            }
        }

        written.ShouldBeGreaterThan(Rounds / 4);
    }

    [Fact]
    public void Replies_DamagedAnywhere_AreRefusedOrStayJson()
    {
        var written = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = Damage(Replies[round % Dialects.Length]);
            foreach (var target in Dialects)
            {
                var output = new ArrayBufferWriter<byte>();
                if (Dialects[round % Dialects.Length].ReadReply(body) is { } reply)
                {
                    target.WriteReply(reply, Wire.Frame, output);
                    written++;
                }

                ShouldBeJson(output.WrittenCount > 0, output.WrittenMemory, body);
            }
        }

        written.ShouldBeGreaterThan(Rounds);
    }

    [Fact]
    public void Streams_DamagedAnywhere_StayEventsOfJson()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var from = (round % Events.Length) switch { 0 => ChatDialects.OpenAi, < 7 => ChatDialects.Anthropic, < 11 => ChatDialects.Responses, _ => ChatDialects.Gemini };
            byte[] stream = [.. "data: "u8, .. Damage(Events[round % Events.Length]), .. "\n\ndata: [DONE]\n\ndata: {\"type\":\"message_stop\"}\n\n"u8];
            foreach (var target in Dialects)
            {
                foreach (var line in Wire.Stream(stream, from, target, 0).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
                {
                    ShouldBeJson(true, Encoding.UTF8.GetBytes(line["data: ".Length..]), stream);
                }
            }
        }
    }

    private static bool IsAccepted(byte[] body, int dialect)
    {
        if (dialect == 0)
        {
            var edits = default(Tollgate.Dialects.OpenAi.ChatRequestEdits);
            return Tollgate.Dialects.OpenAi.ChatRequestReader.TryRead(body, new CallFacts(), ref edits, out _);
        }

        if (dialect == 2)
        {
            var places = default(Tollgate.Dialects.Responses.ChatRequestEdits);
            return Tollgate.Dialects.Responses.ChatRequestReader.TryRead(body, new CallFacts(), ref places, out _);
        }

        if (dialect == 3)
        {
            var ranges = default(Tollgate.Dialects.Gemini.ChatRequestEdits);
            return Tollgate.Dialects.Gemini.ChatRequestReader.TryRead(body, new CallFacts(), ref ranges, out _);
        }

        var found = default(Tollgate.Dialects.Anthropic.ChatRequestEdits);
        return Tollgate.Dialects.Anthropic.ChatRequestReader.TryRead(body, new CallFacts(), ref found, out _);
    }

    private static void ShouldBeJson(bool given, ReadOnlyMemory<byte> written, byte[] body)
    {
        if (!given)
        {
            return;
        }

        try
        {
            using var json = JsonDocument.Parse(written);
        }
        catch (JsonException broken)
        {
            Assert.Fail($"{broken.Message}\n{Encoding.UTF8.GetString(body)}\n{Encoding.UTF8.GetString(written.Span)}");
        }
    }

    // One value or name in it becomes another.
    private byte[] Damage(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var places = new List<(int Start, int End, bool Name)>();
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            var name = reader.TokenType == JsonTokenType.PropertyName;
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject || start == 0)
            {
                continue;
            }

            var end = reader;
            end.Skip();
            places.Add((start, name ? start + reader.ValueSpan.Length + 2 : (int)end.BytesConsumed, name));
        }

        var place = places[_random.Next(places.Count)];
        var other = place.Name ? (string[])["\"\\ud800\"", "\"other\"", "\"type\"", "\"content\""] : Values;
        return [.. bytes.AsSpan(0, place.Start), .. Encoding.UTF8.GetBytes(other[_random.Next(other.Length)]), .. bytes.AsSpan(place.End)];
    }
}
