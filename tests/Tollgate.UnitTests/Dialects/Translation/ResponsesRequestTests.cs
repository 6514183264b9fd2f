using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class ResponsesRequestTests
{
    private const string RoundTrip = """
        {"model":"x","instructions":"sys","max_output_tokens":10,"parallel_tool_calls":false,"tool_choice":"auto","store":false,
        "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true},{"type":"function","name":"g"}],
        "input":[{"role":"user","content":"go"},
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2ln"},
        {"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"on it","annotations":[]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\": 1.50}","status":"completed"},
        {"type":"function_call","call_id":"call_2","name":"g","arguments":""},
        {"type":"function_call_output","call_id":"call_1","output":"one"},
        {"type":"function_call_output","call_id":"call_2","output":[{"type":"input_text","text":"two"},{"type":"input_text","text":"2"}]},
        {"type":"message","role":"user","content":[{"type":"input_text","text":"and?"}]}]}
        """;

    [Fact]
    public void Request_PlainText_BecomesMessagesOfBoth()
    {
        const string Body = """{"model":"x","input":"h\u00e9llo \ud83d\ude00 é"}""";

        ToAnthropic(Body).ShouldBe("""{"model":"claude-opus-5","max_tokens":128000,"messages":[{"role":"user","content":"h\u00e9llo \ud83d\ude00 é"}]}""");
        ToOpenAi(Body).ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"h\u00e9llo \ud83d\ude00 é"}]}""");
    }

    [Fact]
    public void Request_ToolRoundTrip_IsOneTurnOfMessages() =>
        ToAnthropic(RoundTrip).ShouldBe(
            """{"model":"claude-opus-5","max_tokens":10,"system":"sys","messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"on it"},{"type":"tool_use","id":"call_1","name":"f","input":{"a": 1.50}},{"type":"tool_use","id":"call_2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"one"},{"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"two"},{"type":"text","text":"2"}]},{"type":"text","text":"and?"}]}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true},{"name":"g","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""");

    [Fact]
    public void Request_ToolRoundTrip_IsOneTurnOfChat()
    {
        var (text, warnings) = Wire.Request(RoundTrip, ChatDialects.Responses, ChatDialects.OpenAi, Wire.Gpt);

        text.ShouldBe(
            """{"model":"gpt-5","messages":[{"role":"system","content":"sys"},{"role":"user","content":"go"},{"role":"assistant","content":"on it","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.50}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"two"},{"type":"text","text":"2"}]},{"role":"user","content":"and?"}],"max_completion_tokens":10,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}},{"type":"function","function":{"name":"g"}}],"tool_choice":"auto","parallel_tool_calls":false}""");
        warnings.ShouldBe("dropped:input.reasoning");
    }

    [Theory]
    [InlineData("""{"type":"reasoning","summary":[],"encrypted_content":"redacted:ZW5j"}""", """{"type":"redacted_thinking","data":"ZW5j"}""")]
    [InlineData("""{"type":"reasoning","summary":[],"encrypted_content":"c2ln"}""", """{"type":"thinking","thinking":"","signature":"c2ln"}""")]
    [InlineData("""{"type":"reasoning","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"c2ln"}""", """{"type":"thinking","thinking":"a\n\nb","signature":"c2ln"}""")]
    public void Request_EarlierThought_ComesBackToWhoSignedIt(string item, string block) =>
        ToAnthropic("""{"model":"x","max_output_tokens":9,"input":[{"role":"user","content":"q"},""" + item + """,{"role":"assistant","content":"a"},{"role":"user","content":"r"}]}""")
            .ShouldContain("[" + block + """,{"type":"text","text":"a"}]""");

    [Theory]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAAABx"}""")]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"}]}""")]
    public void Request_ThoughtSealedByOpenAi_StaysAway(string item)
    {
        var (text, warnings) = Wire.Request(
            """{"model":"x","max_output_tokens":9,"input":[{"role":"user","content":"q"},""" + item + """,{"role":"assistant","content":"a"},{"role":"user","content":"r"}]}""",
            ChatDialects.Responses, ChatDialects.Anthropic, Wire.Opus5);

        text.ShouldContain("""{"role":"assistant","content":"a"}""");
        warnings.ShouldBe("dropped:input.reasoning");
    }

    [Fact]
    public void Request_ImagesAndFiles_BecomeSources() =>
        ToAnthropic("""{"model":"x","max_output_tokens":9,"input":[{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png","detail":"auto"},{"type":"input_image","image_url":"data:image/png;base64,iVBOR/+="},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="},{"type":"input_file","file_url":"https://example.com/b.pdf"}]}]}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR/+="}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf"},{"type":"document","source":{"type":"url","url":"https://example.com/b.pdf"}}]}]}""");

    [Fact]
    public void Request_ImageInAResult_FollowsItInChat() =>
        ToOpenAi("""{"model":"x","input":[{"role":"user","content":"q"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"https://example.com/a.png"}]}]}""")
            .ShouldEndWith("""{"role":"tool","tool_call_id":"c","content":"see"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""");

    [Fact]
    public void Request_SchemaAndEffort_AreCarried()
    {
        const string Body = """{"model":"x","max_output_tokens":9,"input":"q","reasoning":{"effort":"high"},"text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}},"stream":true}""";

        ToAnthropic(Body).ShouldBe("""{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"q"}],"thinking":{"type":"adaptive"},"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}}},"stream":true}""");
        ToOpenAi(Body).ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"q"}],"max_completion_tokens":9,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}},"reasoning_effort":"high","stream":true,"stream_options":{"include_usage":true}}""");
    }

    [Fact]
    public void Request_Options_AreCarriedToChat() =>
        ToOpenAi("""{"model":"x","input":"q","temperature":0.5,"top_p":0.9,"text":{"format":{"type":"json_object"}},"top_logprobs":2,"service_tier":"flex","safety_identifier":"u","tools":[{"type":"function","name":"f","strict":false}],"tool_choice":{"type":"function","name":"f"}}""")
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"q"}],"temperature":0.5,"top_p":0.9,"logprobs":true,"top_logprobs":2,"tools":[{"type":"function","function":{"name":"f","strict":false}}],"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_object"},"service_tier":"flex","user":"u"}""");

    [Theory]
    [InlineData("\"truncation\":\"auto\"", "dropped:truncation")]
    [InlineData("\"truncation\":\"disabled\"", "")]
    [InlineData("\"text\":{\"verbosity\":\"low\"}", "dropped:text.verbosity")]
    [InlineData("\"reasoning\":{\"summary\":\"auto\"}", "dropped:reasoning.summary")]
    [InlineData("\"include\":[\"reasoning.encrypted_content\"]", "")]
    [InlineData("\"prompt_cache_key\":\"k\"", "dropped:prompt_cache_key")]
    [InlineData("\"unheard_of\":1", "dropped:unheard_of")]
    [InlineData("\"store\":false,\"background\":false,\"metadata\":{\"a\":\"b\"},\"stream_options\":{}", "")]
    public void Request_FieldWithoutACounterpart_IsNamed(string field, string warnings) =>
        Wire.Request("{\"model\":\"x\",\"input\":\"q\"," + field + "}", ChatDialects.Responses, ChatDialects.Anthropic, Wire.Opus5).Warnings.ShouldBe(warnings);

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools")]
    [InlineData("\"tool_choice\":{\"type\":\"allowed_tools\"}", "tool_choice")]
    [InlineData("\"tool_choice\":\"any\"", "tool_choice")]
    [InlineData("\"text\":{\"format\":{\"type\":\"grammar\"}}", "text.format")]
    [InlineData("\"text\":{\"format\":{\"type\":\"json_schema\"}}", "text.format")]
    [InlineData("\"text\":7", "text")]
    [InlineData("\"reasoning\":{\"effort\":\"much\"}", "reasoning.effort")]
    [InlineData("\"top_logprobs\":3", "top_logprobs")]
    [InlineData("\"include\":[\"message.output_text.logprobs\"]", "top_logprobs")]
    public void Request_FieldThatCannotBeCarried_IsRefusedByName(string field, string param) =>
        Wire.Fault("{\"model\":\"x\",\"input\":\"q\"," + field + "}", ChatDialects.Responses, ChatDialects.Anthropic, Wire.Opus5).Param.ShouldBe(param);

    [Theory]
    [InlineData("{\"type\":\"web_search_call\",\"id\":\"ws\"}", "input")]
    [InlineData("{\"type\":\"custom_tool_call\",\"call_id\":\"c\"}", "input")]
    [InlineData("{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"[]\"}", "input")]
    [InlineData("{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}", "input")]
    [InlineData("{\"type\":\"function_call_output\",\"output\":\"x\"}", "input")]
    [InlineData("{\"role\":\"critic\",\"content\":\"x\"}", "input.role")]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"f\"}]}", "input.content")]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png,x\"}]}", "input.content")]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]}", "input.content.input_audio")]
    [InlineData("{\"role\":\"user\",\"content\":7}", "input.content")]
    public void Request_ItemThatCannotBeCarried_IsRefused(string item, string param) =>
        Wire.Fault("{\"model\":\"x\",\"input\":[{\"role\":\"user\",\"content\":\"q\"}," + item + "]}", ChatDialects.Responses, ChatDialects.Anthropic, Wire.Opus5).Param.ShouldBe(param);

    [Fact]
    public void Request_OfMessages_BecomesItems()
    {
        var (text, warnings) = Wire.Request(
            """
            {"model":"x","max_tokens":100,"system":"sys","temperature":0.5,"metadata":{"user_id":"u"},"thinking":{"type":"enabled","budget_tokens":4000},"stream":true,
            "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true},
            "messages":[{"role":"user","content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","title":"t","source":{"type":"text","media_type":"text/plain","data":"doc"}}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"gAAAAABx"},{"type":"thinking","thinking":"ho","signature":"c2ln"},{"type":"text","text":"on it"},{"type":"tool_use","id":"c1","name":"f","input":{"a":1}},{"type":"tool_use","id":"c2","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"c2","is_error":true,"content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},{"type":"text","text":"and?"}]}]}
            """,
            ChatDialects.Anthropic, ChatDialects.Responses, Wire.Gpt);

        text.ShouldBe(
            """{"model":"gpt-5","input":[{"role":"system","content":"sys"},{"role":"user","content":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"},{"type":"input_text","text":"t\n\ndoc"}]},{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAAAABx"},{"role":"assistant","content":"on it"},{"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\":1}"},{"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"one"},{"type":"function_call_output","call_id":"c2","output":[{"type":"input_image","image_url":"https://example.com/a.png"}]},{"role":"user","content":"and?"}],"max_output_tokens":100,"temperature":0.5,"tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":false}],"tool_choice":"required","parallel_tool_calls":false,"reasoning":{"effort":"medium"},"safety_identifier":"u","include":["reasoning.encrypted_content"],"store":false,"stream":true}""");
        warnings.ShouldBe("dropped:messages.content.tool_result.is_error changed:messages.content.document dropped:messages.content.thinking");
    }

    [Fact]
    public void Request_OfChat_BecomesItems() =>
        Wire.Request(
            """{"model":"x","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}},{"type":"text","text":"q"}]},{"role":"assistant","content":null,"refusal":"no"},{"role":"user","content":"é"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a":1}}},"logprobs":true,"top_logprobs":2,"service_tier":"default"}""",
            ChatDialects.OpenAi, ChatDialects.Responses, Wire.Gpt with { Reasoning = false }).Text
            .ShouldBe("""{"model":"gpt-5","input":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="},{"type":"input_text","text":"q"}]},{"role":"assistant","content":[{"type":"refusal","refusal":"no"}]},{"role":"user","content":"é"}],"text":{"format":{"type":"json_schema","name":"n","schema":{"a":1},"strict":true}},"service_tier":"default","top_logprobs":2,"include":["message.output_text.logprobs"],"store":false}""");

    [Theory]
    [InlineData("\"stop\":\"x\"", "stop")]
    [InlineData("\"n\":2", "n")]
    public void Request_OfChatThatCannotBeCarried_IsRefusedByName(string field, string param) =>
        Wire.Fault("{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]," + field + "}", ChatDialects.OpenAi, ChatDialects.Responses, Wire.Gpt).Param.ShouldBe(param);

    [Theory]
    [InlineData(15, null, 16, "changed:max_completion_tokens")]
    [InlineData(16, null, 16, "")]
    [InlineData(5, 8L, 8, "changed:max_completion_tokens")]
    [InlineData(50, 20L, 20, "")]
    public void Limit_UnderTheLeastThatIsTaken_BecomesThatButNeverMoreThanMayBeUsed(int asked, long? most, int sent, string warnings)
    {
        var (text, told) = Wire.Request(
            "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}],\"max_completion_tokens\":" + asked + "}",
            ChatDialects.OpenAi, ChatDialects.Responses, Wire.Gpt with { Limit = most });

        text.ShouldContain($"\"max_output_tokens\":{sent},");
        told.ShouldBe(warnings);
    }

    private static string ToAnthropic(string body) => Wire.Request(body, ChatDialects.Responses, ChatDialects.Anthropic, Wire.Opus5).Text;

    private static string ToOpenAi(string body) => Wire.Request(body, ChatDialects.Responses, ChatDialects.OpenAi, Wire.Gpt).Text;
}
