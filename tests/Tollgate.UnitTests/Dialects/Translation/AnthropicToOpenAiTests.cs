using System.Text.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class AnthropicToOpenAiTests
{
    [Fact]
    public void Request_PlainText_BecomesAChatCompletion() =>
        Wire.ToOpenAi("""{"messages":[{"role":"user","content":"q \u00e9"}],"max_tokens":10,"model":"x","system":"s","stop_sequences":["a"],"temperature":0.50,"top_p":1,"stream":false,"metadata":{"user_id":"u","project":"p"}}""")
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"system","content":"s"},{"role":"user","content":"q \u00e9"}],"max_completion_tokens":10,"temperature":0.50,"top_p":1,"stop":["a"],"user":"u"}""");

    [Fact]
    public void Request_CompatibleProvider_GetsTheOlderLimitAndStreamsWithUsage() =>
        Wire.ToOpenAi("""{"model":"x","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"q"}]}""", Wire.Gpt with { ProviderKind = "openai_compatible", Model = "llama", Limit = 5 })
            .ShouldBe("""{"model":"llama","messages":[{"role":"user","content":"q"}],"max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""");

    [Fact]
    public void Request_ToolRoundTrip_BecomesCallsAndToolMessages() =>
        Wire.ToOpenAi("""
            {"model":"x","max_tokens":10,"tool_choice":{"type":"any","disable_parallel_tool_use":true},
            "tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}},{"type":"custom","name":"g","input_schema":{"type":"object"},"strict":false}],
            "messages":[{"role":"user","content":"go"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"ok"},{"type":"tool_use","id":"t1","name":"f","input":{"a": "\u00e9\n"}},{"type":"tool_use","id":"t2","name":"g","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"one"},{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":[{"type":"text","text":"bad"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]},{"type":"tool_result","tool_use_id":"t3"},{"type":"text","text":"and?"}]}]}
            """)
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"go"},{"role":"assistant","content":"ok","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\": \"\\u00e9\\n\"}"}},{"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1","content":"one"},{"role":"tool","tool_call_id":"t2","content":"bad"},{"role":"tool","tool_call_id":"t3","content":""},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"text","text":"and?"}]}],"max_completion_tokens":10,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g","parameters":{"type":"object"},"strict":false}}],"tool_choice":"required","parallel_tool_calls":false}""");

    [Theory]
    [InlineData("""{"type":"auto"}""", "\"auto\"")]
    [InlineData("""{"type":"none"}""", "\"none\"")]
    [InlineData("""{"type":"tool","name":"f"}""", """{"type":"function","function":{"name":"f"}}""")]
    public void Request_ToolChoice_IsCarried(string choice, string expected) =>
        Wire.ToOpenAi("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"go"}],"tools":[{"name":"f","input_schema":{}}],"tool_choice":""" + choice + "}")
            .ShouldEndWith("\"tool_choice\":" + expected + "}");

    [Fact]
    public void Request_ImagesAndDocuments_AreParts() =>
        Wire.ToOpenAi("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://e.x/a"}},{"type":"document","title":"t","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}},{"type":"document","title":"notes","source":{"type":"text","media_type":"text/plain","data":"n\n"}}]}]}""")
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.x/a"}},{"type":"file","file":{"filename":"t","file_data":"data:application/pdf;base64,JVBE"}},{"type":"text","text":"notes\n\nn\n"}]}],"max_completion_tokens":10}""");

    [Fact]
    public void Request_OutputConfig_BecomesFormatAndEffort() =>
        Wire.ToOpenAi("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"q"}],"thinking":{"type":"adaptive"},"output_config":{"effort":"max","format":{"type":"json_schema","schema":{"type":"object"}}}}""")
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"q"}],"max_completion_tokens":10,"response_format":{"type":"json_schema","json_schema":{"name":"reply","schema":{"type":"object"},"strict":true}},"reasoning_effort":"xhigh"}""");

    [Theory]
    [InlineData(1024, "low")]
    [InlineData(2048, "medium")]
    [InlineData(8192, "high")]
    public void Request_ThinkingBudget_BecomesAnEffort(int tokens, string effort)
    {
        var body = """{"model":"x","max_tokens":10000,"messages":[{"role":"user","content":"q"}],"thinking":{"type":"enabled","budget_tokens":""" + tokens + "}}";

        Wire.ToOpenAi(body).ShouldEndWith("\"reasoning_effort\":\"" + effort + "\"}");
        var (text, warnings) = Wire.Request(body, ChatDialects.Anthropic, ChatDialects.OpenAi, Wire.Gpt with { Reasoning = false });
        text.ShouldNotContain("reasoning_effort");
        warnings.ShouldBe("dropped:thinking");
    }

    [Fact]
    public void Request_WithoutCounterpartButHarmless_IsDroppedByName()
    {
        var (text, warnings) = Wire.Request(
            """{"model":"x","max_tokens":10,"cache_control":{"type":"ephemeral"},"top_k":5,"inference_geo":"global","messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":"x"}]}],"metadata":{"user_id":"uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"},"service_tier":"auto"}""",
            ChatDialects.Anthropic, ChatDialects.OpenAi, Wire.Gpt);

        text.ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"tool","tool_call_id":"t","content":"x"}],"max_completion_tokens":10}""");
        warnings.ShouldBe("dropped:top_k dropped:cache_control dropped:messages.content.thinking dropped:messages.content.tool_result.is_error dropped:inference_geo dropped:metadata.user_id");
    }

    [Theory]
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"mcp_servers\":[]", "mcp_servers")]
    [InlineData("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "tools")]
    [InlineData("\"tool_choice\":{\"type\":\"maybe\"}", "tool_choice")]
    [InlineData("\"stop_sequences\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop_sequences")]
    [InlineData("\"stop_sequences\":\"a\"", "stop_sequences")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}", "thinking")]
    [InlineData("\"output_config\":{\"effort\":\"most\"}", "output_config.effort")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"xml\"}}", "output_config.format")]
    [InlineData("\"system\":7", "system")]
    public void Request_FieldThatCannotBeCarried_IsRefusedByName(string field, string param) =>
        Wire.Fault("""{"model":"x","max_tokens":1,"messages":[{"role":"user","content":"q"}],""" + field + "}", ChatDialects.Anthropic, ChatDialects.OpenAi, Wire.Gpt)
            .Param.ShouldBe(param);

    [Theory]
    [InlineData("""{"role":"assistant","content":"{"}""", "messages")]
    [InlineData("""{"role":"tool","content":"x"}""", "messages.role")]
    [InlineData("""{"role":"user","content":[{"type":"document","source":{"type":"url","url":"https://e.x/a.pdf"}}]}""", "messages.content.document")]
    [InlineData("""{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"container_upload","file_id":"f"}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","content":"x"}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference"}]}]}""", "messages.content")]
    [InlineData("""{"role":"user","content":true}""", "messages.content")]
    public void Request_MessageThatCannotBeCarried_IsRefusedByName(string message, string param) =>
        Wire.Fault("""{"model":"x","max_tokens":1,"messages":[""" + message + "]}", ChatDialects.Anthropic, ChatDialects.OpenAi, Wire.Gpt).Param.ShouldBe(param);

    [Fact]
    public void Request_TwiceOver_ComesBackAsItWas()
    {
        const string Body = """{"model":"claude-opus-5","max_tokens":10,"system":"s","messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"t1","name":"f","input":{"a":[1,2]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"r"},{"type":"text","text":"z"}]}],"tools":[{"name":"f","input_schema":{"type":"object"},"strict":true}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"stop_sequences":["x"],"metadata":{"user_id":"u"},"service_tier":"standard_only","stream":true}""";

        Wire.ToAnthropic(Wire.ToOpenAi(Body)).ShouldBe(Body);
    }

    [Fact]
    public void Reply_Whole_IsAMessage() =>
        Wire.Reply(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"a","refusal":null,"reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"q\": \"\\u00e9\"}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"no \"json"}}]},"finish_reason":"tool_calls"}],
            "usage":{"prompt_tokens":18,"completion_tokens":7,"total_tokens":25,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":4}}}
            """,
            ChatDialects.OpenAi, ChatDialects.Anthropic)
            .ShouldBe("""{"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt-5","content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"a"},{"type":"tool_use","id":"c1","name":"f","input":{"q": "\u00e9"}},{"type":"tool_use","id":"c2","name":"g","input":{"arguments":"no \"json"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":13,"cache_creation_input_tokens":0,"cache_read_input_tokens":5,"output_tokens":7,"output_tokens_details":{"thinking_tokens":4}}}""");

    [Theory]
    [InlineData("""{"content":"x"}""", "stop", "end_turn")]
    [InlineData("""{"content":"x"}""", "length", "max_tokens")]
    [InlineData("""{"content":"x"}""", "content_filter", "refusal")]
    [InlineData("""{"content":null,"refusal":"no"}""", "stop", "refusal")]
    [InlineData("""{"content":"","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]}""", "stop", "tool_use")]
    public void Reply_FinishReason_IsAStopReason(string message, string reason, string expected)
    {
        using var reply = JsonDocument.Parse(Wire.Reply(
            """{"choices":[{"message":""" + message + ",\"finish_reason\":\"" + reason + "\"}]}", ChatDialects.OpenAi, ChatDialects.Anthropic));

        reply.RootElement.GetProperty("stop_reason").GetString().ShouldBe(expected);
        reply.RootElement.GetProperty("content").GetArrayLength().ShouldBe(1);
        reply.RootElement.GetProperty("model").GetString().ShouldBe("asked-model");
    }

    [Fact]
    public void Fates_EveryTable_NamesEachFieldOnceAndSaysWhy()
    {
        foreach (var dialect in (IChatDialect[])[ChatDialects.OpenAi, ChatDialects.Anthropic])
        {
            dialect.Fates.Select(row => row.Field).ShouldBeUnique();
            dialect.Foreign.Select(row => row.Name).ShouldBeUnique();
            dialect.Fates.Where(row => row.Fate == Fate.Carried || row.Why.Length < 10).ShouldBeEmpty();
            dialect.Foreign.Where(row => row.Fate is not (Fate.Dropped or Fate.Refused) || row.Why.Length < 10).ShouldBeEmpty();
        }
    }
}
