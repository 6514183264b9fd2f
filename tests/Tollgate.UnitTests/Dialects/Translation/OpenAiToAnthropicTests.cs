using System.Text.Json;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class OpenAiToAnthropicTests
{
    [Fact]
    public void Reply_ContentInPieces_IsThoughtAndText()
    {
        using var reply = System.Text.Json.JsonDocument.Parse(Wire.Reply(
            """{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"reference","reference_ids":[1]},{"type":"text","text":"so"}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
            ChatDialects.OpenAi,
            ChatDialects.Anthropic));

        reply.RootElement.GetProperty("content").GetRawText().ShouldBe("""[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"so"}]""");
    }

    [Fact]
    public void Request_PlainText_BecomesMessages() =>
        Wire.ToAnthropic("""{"model":"x","messages":[{"role":"user","content":"h\u00e9llo \ud83d\ude00 é"}]}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":128000,"messages":[{"role":"user","content":"h\u00e9llo \ud83d\ude00 é"}]}""");

    [Fact]
    public void Request_SystemAndDeveloperAnywhere_BecomeTheSystemPrompt() =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"developer","content":[{"type":"text","text":"c","cache_control":{"type":"ephemeral"}}]}],"stream":true}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"system":[{"type":"text","text":"a"},{"type":"text","text":"c","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"b"}],"stream":true}""");

    [Fact]
    public void Request_OneSystemText_StaysAText() =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"}]}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"system":"a","messages":[{"role":"user","content":"b"}]}""");

    [Fact]
    public void Request_ToolRoundTrip_KeepsIdsAndMergesResults() =>
        Wire.ToAnthropic("""
            {"model":"x","max_tokens":10,"parallel_tool_calls":false,"tool_choice":"auto",
            "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}},{"type":"function","function":{"name":"g"}}],
            "messages":[{"role":"user","content":"go"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.50}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":""}}]},
            {"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"two"},{"type":"text","text":"2"}]},
            {"role":"user","content":"and?"}]}
            """)
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{"a": 1.50}},{"type":"tool_use","id":"call_2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"one"},{"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"two"},{"type":"text","text":"2"}]},{"type":"text","text":"and?"}]}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true},{"name":"g","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""");

    [Theory]
    [InlineData("\"none\"", """{"type":"none"}""")]
    [InlineData("\"required\"", """{"type":"any"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", """{"type":"tool","name":"f"}""")]
    public void Request_ToolChoice_IsCarried(string choice, string expected) =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"go"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":""" + choice + "}")
            .ShouldEndWith("\"tool_choice\":" + expected + "}");

    [Theory]
    [InlineData("https://example.com/a.png", """{"type":"url","url":"https://example.com/a.png"}""")]
    [InlineData("data:image/png;base64,iVBOR/+=", """{"type":"base64","media_type":"image/png","data":"iVBOR/+="}""")]
    [InlineData("data:image\\/png;charset=x;base64,iVBOR\\/+=", """{"type":"base64","media_type":"image/png","data":"iVBOR/+="}""")]
    public void Request_Image_BecomesASource(string url, string source) =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":""" + "\"" + url + "\"}}]}]}")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image","source":""" + source + "}]}]}");

    [Theory]
    [InlineData("data:application/pdf;base64,JVBERi0=", """{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}""")]
    [InlineData("data:text/plain;base64,aMOpCg==", """{"type":"text","media_type":"text/plain","data":"hé\n"}""")]
    public void Request_File_BecomesADocument(string data, string source) =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.b","file_data":""" + "\"" + data + "\"}}]}]}")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":[{"type":"document","source":""" + source + ""","title":"a.b"}]}]}""");

    [Fact]
    public void Request_Schema_BecomesTheOutputsFormat() =>
        Wire.ToAnthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"q"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","additionalProperties":false}}}}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"q"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}}}""");

    [Fact]
    public void Request_JsonMode_AsksForJsonInTheSystemPrompt()
    {
        var (text, warnings) = Wire.Request(
            """{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"q"}],"response_format":{"type":"json_object"}}""",
            ChatDialects.OpenAi, ChatDialects.Anthropic, Wire.Opus5);

        text.ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"system":"Answer with one JSON object and nothing else: no words around it, no code fence.","messages":[{"role":"user","content":"q"}]}""");
        warnings.ShouldBe("changed:response_format");
    }

    [Fact]
    public void Request_StopUserAndTier_AreCarried() =>
        Wire.ToAnthropic("""{"model":"x","max_completion_tokens":10,"messages":[{"role":"user","content":"q"}],"stop":["a","b"],"user":"u1","service_tier":"default","metadata":{"project":"p"}}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"q"}],"stop_sequences":["a","b"],"metadata":{"user_id":"u1"},"service_tier":"standard_only"}""");

    [Fact]
    public void Request_Limit_OnlyLowersTheOutput()
    {
        var target = Wire.Opus5 with { Limit = 50 };

        Wire.ToAnthropic("""{"model":"x","max_tokens":100,"messages":[{"role":"user","content":"q"}]}""", target).ShouldContain("\"max_tokens\":50,");
        Wire.ToAnthropic("""{"model":"x","max_tokens":20,"messages":[{"role":"user","content":"q"}]}""", target).ShouldContain("\"max_tokens\":20,");
        Wire.ToAnthropic("""{"model":"x","messages":[{"role":"user","content":"q"}]}""", target).ShouldContain("\"max_tokens\":50,");
        Wire.ToAnthropic("""{"model":"x","messages":[{"role":"user","content":"q"}]}""", new() { ProviderKind = "anthropic", Model = "m" })
            .ShouldContain("\"max_tokens\":4096,");
    }

    [Fact]
    public void Request_ThoughtsSentBack_AreThinkingBlocksAgain() =>
        Wire.ToAnthropic("""
            {"model":"x","max_tokens":10,"messages":[{"role":"user","content":"q"},
            {"role":"assistant","content":"a","reasoning_content":"t","reasoning_details":[{"type":"reasoning.text","text":"t","index":0},{"type":"reasoning.text","signature":"s=","index":0},{"type":"reasoning.encrypted","data":"d","index":1}]},
            {"role":"assistant","content":"b","thinking_blocks":[{"type":"thinking","thinking":"u","signature":"v"}]},
            {"role":"user","content":"r"},{"role":"assistant","reasoning_content":"unsigned","content":"p"}]}
            """)
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s="},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"},{"type":"thinking","thinking":"u","signature":"v"},{"type":"text","text":"b"}]},{"role":"user","content":"r"},{"role":"assistant","content":"p"}]}""");

    [Fact]
    public void Request_WithoutCounterpartButHarmless_IsDroppedByName()
    {
        var (text, warnings) = Wire.Request(
            """{"model":"x","max_tokens":10,"messages":[{"role":"user","name":"bob","content":[{"type":"image_url","image_url":{"url":"https://e.x/a","detail":"low"}}]}],"seed":1,"presence_penalty":0.5,"frequency_penalty":0,"store":true,"verbosity":"low","logit_bias":{},"modalities":["text"],"service_tier":"flex","safety_identifier":"s","unheard_of":{"a":1}}""",
            ChatDialects.OpenAi, ChatDialects.Anthropic, Wire.Opus5);

        text.ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://e.x/a"}}]}],"metadata":{"user_id":"s"}}""");
        warnings.ShouldBe("dropped:seed dropped:presence_penalty dropped:frequency_penalty dropped:messages.content.image_url.detail dropped:messages.name dropped:store dropped:verbosity dropped:unheard_of dropped:service_tier");
    }

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"logit_bias\":{\"1\":2}", "logit_bias")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities")]
    [InlineData("\"audio\":{\"voice\":\"x\"}", "audio")]
    [InlineData("\"web_search_options\":{}", "web_search_options")]
    [InlineData("\"functions\":[]", "functions")]
    [InlineData("\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}]", "tools")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\"}", "tool_choice")]
    [InlineData("\"response_format\":{\"type\":\"grammar\"}", "response_format")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}", "response_format")]
    [InlineData("\"stop\":1", "stop")]
    [InlineData("\"reasoning_effort\":\"\\ud800\"", "reasoning_effort")]
    public void Request_FieldThatCannotBeCarried_IsRefusedByName(string field, string param) =>
        Wire.Fault("""{"model":"x","messages":[{"role":"user","content":"q"}],""" + field + "}", ChatDialects.OpenAi, ChatDialects.Anthropic, Wire.Opus5)
            .Param.ShouldBe(param);

    [Theory]
    [InlineData("""{"role":"function","name":"f","content":"x"}""", "messages.role")]
    [InlineData("""{"role":"\ud800","content":"x"}""", "messages.role")]
    [InlineData("""{"role":"user","content":7}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"video_url"}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}""", "messages.content.input_audio")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/zip;base64,AA=="}}]}""", "messages.content.file")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,AA"}}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A\u000aA"}}]}""", "messages.content")]
    [InlineData("""{"role":"tool","content":"x"}""", "messages.tool_call_id")]
    [InlineData("""{"role":"assistant","audio":{"id":"a"}}""", "messages")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]}""", "messages.tool_calls")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"[1]"}}]}""", "messages.tool_calls")]
    [InlineData("""{"role":"system","content":"x"}""", "messages")]
    [InlineData("""{"role":"user","content":""}""", "messages")]
    public void Request_MessageThatCannotBeCarried_IsRefusedByName(string message, string param) =>
        Wire.Fault("""{"model":"x","messages":[""" + message + "]}", ChatDialects.OpenAi, ChatDialects.Anthropic, Wire.Opus5).Param.ShouldBe(param);

    [Fact]
    public void Request_TwiceOver_ComesBackAsItWas()
    {
        const string Body = """{"model":"gpt-5","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":\"\\\"b\\\"\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"},{"role":"user","content":"z"}],"max_completion_tokens":10,"stop":["x"],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required","response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object"},"strict":true}},"user":"u","stream":true,"stream_options":{"include_usage":true}}""";

        Wire.ToOpenAi(Wire.ToAnthropic(Body)).ShouldBe(Body);
    }

    [Fact]
    public void Reply_Whole_IsAChatCompletion() =>
        Wire.Reply(
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","container":null,"content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},
            {"type":"text","text":"a\n"},{"type":"server_tool_use","id":"x","name":"web_search","input":{}},{"type":"text","text":"b","citations":[]},{"type":"tool_use","id":"toolu_1","name":"f","input":{"q": "é\"<"}}],
            "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":2},"output_tokens":7,"output_tokens_details":{"thinking_tokens":4},"server_tool_use":null,"service_tier":"standard"}}
            """,
            ChatDialects.Anthropic, ChatDialects.OpenAi)
            .ShouldBe("""{"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude-opus-5","choices":[{"index":0,"message":{"role":"assistant","content":"a\nb","refusal":null,"reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"s","index":0},{"type":"reasoning.encrypted","data":"d","index":1}],"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"q\": \"é\\\"<\"}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":18,"completion_tokens":7,"total_tokens":25,"prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":4}}}""");

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("pause_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("something_new", "stop")]
    public void Reply_StopReason_IsAFinishReason(string reason, string expected)
    {
        using var reply = JsonDocument.Parse(Wire.Reply(
            """{"content":[],"stop_reason":""" + "\"" + reason + "\"}", ChatDialects.Anthropic, ChatDialects.OpenAi));

        var choice = reply.RootElement.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe(expected);
        choice.GetProperty("message").GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.RootElement.GetProperty("id").GetString().ShouldBe("chatcmpl-tg");
        reply.RootElement.TryGetProperty("usage", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"x"}}""")]
    [InlineData("""{"type":"message"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Reply_ThatIsNoMessage_IsNotRead(string body) =>
        ChatDialects.Anthropic.ReadReply(System.Text.Encoding.UTF8.GetBytes(body)).ShouldBeNull();
}
