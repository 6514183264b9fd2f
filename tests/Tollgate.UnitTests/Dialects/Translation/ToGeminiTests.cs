using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class ToGeminiTests
{
    [Fact]
    public void Request_PlainText_BecomesContents() =>
        OpenAi("""{"model":"x","max_tokens":10,"stream":true,"messages":[{"role":"system","content":"s"},{"role":"user","content":"h\u00e9llo \ud83d\ude00 é"},{"role":"assistant","content":"a"},{"role":"user","content":"b"},{"role":"developer","content":"d"}]}""")
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"h\u00e9llo \ud83d\ude00 é"}]},{"role":"model","parts":[{"text":"a"}]},{"role":"user","parts":[{"text":"b"}]}],"systemInstruction":{"parts":[{"text":"s"},{"text":"d"}]},"generationConfig":{"maxOutputTokens":10}}""");

    [Fact]
    public void Request_Settings_AreCarried() =>
        OpenAi("""{"model":"x","n":2,"temperature":0.70,"top_p":0.9,"seed":7,"presence_penalty":0.5,"frequency_penalty":1,"stop":["a","b"],"logprobs":true,"top_logprobs":3,"service_tier":"flex","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"q"}]}""")
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"q"}]}],"generationConfig":{"candidateCount":2,"temperature":0.70,"topP":0.9,"seed":7,"presencePenalty":0.5,"frequencyPenalty":1,"stopSequences":["a","b"],"responseLogprobs":true,"logprobs":3,"responseMimeType":"application/json"},"serviceTier":"flex"}""");

    [Fact]
    public void Request_SchemaAndTools_KeepTheirJsonSchemas() =>
        OpenAi("""{"model":"x","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object", "additionalProperties":false}}},"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":["string","null"]}}}}},{"type":"function","function":{"name":"g"}}],"tool_choice":"auto","messages":[{"role":"user","content":"q"}]}""")
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"q"}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parametersJsonSchema":{"type":"object","properties":{"a":{"type":["string","null"]}}}},{"name":"g"}]}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object", "additionalProperties":false}}}""");

    [Theory]
    [InlineData("\"none\"", false, """{"mode":"NONE"}""")]
    [InlineData("\"required\"", false, """{"mode":"ANY"}""")]
    [InlineData("\"auto\"", true, """{"mode":"VALIDATED"}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", false, """{"mode":"ANY","allowedFunctionNames":["f"]}""")]
    public void Request_ToolChoice_IsAMode(string choice, bool strict, string expected) =>
        OpenAi("""{"model":"x","tools":[{"type":"function","function":{"name":"f","strict":""" + (strict ? "true" : "false") + "}}],\"tool_choice\":" + choice + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}")
            .ShouldContain("\"toolConfig\":{\"functionCallingConfig\":" + expected + "}");

    [Fact]
    public void Request_ParallelCallsOfOpenAi_KeepIdsNamesAndOrder() =>
        OpenAi("""{"model":"x","messages":[{"role":"user","content":"go"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.50}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"2"},{"type":"text","text":"3"}]},{"role":"user","content":"and?"}]}""")
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{"a": 1.50}}},{"functionCall":{"id":"c2","name":"g","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"output":"one"}}},{"functionResponse":{"id":"c2","name":"g","response":{"output":["2","3"]}}},{"text":"and?"}]}],"generationConfig":{}}""");

    [Fact]
    public void Request_CallsThatGemini3NeverSigned_SayThatTheyAreAnothers() =>
        Anthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"bad"},{"type":"tool_result","tool_use_id":"t2","content":[{"type":"text","text":"ok"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}""", Wire.Gemini31)
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"functionCall":{"id":"t1","name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"t2","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"t1","name":"f","response":{"error":"bad"}}},{"functionResponse":{"id":"t2","name":"f","response":{"output":"ok"}}},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}],"generationConfig":{"maxOutputTokens":10}}""");

    [Fact]
    public void Request_SignaturesSentBack_StandWithWhatTheySigned()
    {
        const string Expected = """{"role":"model","parts":[{"text":"why","thought":true},{"text":"see"},{"functionCall":{"id":"t1","name":"f","args":{}},"thoughtSignature":"c2ln"}]}""";

        Anthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"why","signature":"c2ln"},{"type":"text","text":"see"},{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"ok"}]}]}""", Wire.Gemini31)
            .ShouldContain(Expected);
        OpenAi("""{"model":"x","messages":[{"role":"user","content":"go"},{"role":"assistant","content":"see","reasoning_details":[{"type":"reasoning.text","text":"why","index":0},{"type":"reasoning.text","signature":"c2ln","index":0}],"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1","content":"ok"}]}""", Wire.Gemini31)
            .ShouldContain(Expected);
        Anthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"text","text":"see"},{"type":"thinking","thinking":"","signature":"c2ln"}]},{"role":"user","content":"on"}]}""", Wire.Gemini31)
            .ShouldContain("""{"role":"model","parts":[{"text":"see"},{"text":"","thoughtSignature":"c2ln"}]}""");
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""", """{"inlineData":{"mimeType":"image/png","data":"AAAA"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://e.x/a.JPG?b=1"}}""", """{"fileData":{"mimeType":"image/jpeg","fileUri":"https://e.x/a.JPG?b=1"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://e.x/a"}}""", """{"fileData":{"fileUri":"https://e.x/a"}}""")]
    [InlineData("""{"type":"file","file":{"filename":"a","file_data":"data:application/pdf;base64,AAAA"}}""", """{"inlineData":{"mimeType":"application/pdf","data":"AAAA"}}""")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}""", """{"inlineData":{"mimeType":"audio/wav","data":"AAAA"}}""")]
    public void Request_Media_BecomesAPart(string part, string expected) =>
        OpenAi("{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}")
            .ShouldBe("{\"contents\":[{\"role\":\"user\",\"parts\":[" + expected + "]}],\"generationConfig\":{}}");

    [Fact]
    public void Request_DocumentsOfAnthropic_AreCarried() =>
        Anthropic("""{"model":"x","max_tokens":10,"messages":[{"role":"user","content":[{"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"d\u00e9"}},{"type":"document","source":{"type":"url","url":"https://e.x/a.pdf"}}]}]}""")
            .ShouldBe("""{"contents":[{"role":"user","parts":[{"text":"T\n\nd\u00e9"},{"fileData":{"mimeType":"application/pdf","fileUri":"https://e.x/a.pdf"}}]}],"generationConfig":{"maxOutputTokens":10}}""");

    [Theory]
    [InlineData("gemini-2.5-flash", "low", """{"thinkingBudget":1024,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingBudget":0}""")]
    [InlineData("gemini-2.5-pro", "none", """{"thinkingBudget":128}""")]
    [InlineData("gemini-2.5-pro", "high", """{"thinkingBudget":24576,"includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro-preview", "medium", """{"thinkingLevel":"medium","includeThoughts":true}""")]
    [InlineData("gemini-3-pro-preview", "medium", """{"thinkingLevel":"high","includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro-preview", "none", """{"thinkingLevel":"low"}""")]
    [InlineData("gemini-3.6-flash", "minimal", """{"thinkingLevel":"minimal","includeThoughts":true}""")]
    [InlineData("gemini-flash-latest", "xhigh", """{"thinkingLevel":"high","includeThoughts":true}""")]
    public void Request_Effort_BecomesWhatTheModelTakes(string model, string effort, string expected) =>
        OpenAi("{\"model\":\"x\",\"reasoning_effort\":\"" + effort + "\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}", Wire.Gemini25 with { Model = model })
            .ShouldEndWith("\"generationConfig\":{\"thinkingConfig\":" + expected + "}}");

    [Theory]
    [InlineData("gemini-2.5-flash", """{"type":"enabled","budget_tokens":5000}""", """{"thinkingBudget":5000,"includeThoughts":true}""")]
    [InlineData("gemini-2.5-flash", """{"type":"adaptive"}""", """{"thinkingBudget":-1,"includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro-preview", """{"type":"enabled","budget_tokens":5000}""", """{"thinkingLevel":"medium","includeThoughts":true}""")]
    [InlineData("gemini-3.1-pro-preview", """{"type":"adaptive"}""", """{"includeThoughts":true}""")]
    public void Request_ThinkingOfAnthropic_BecomesWhatTheModelTakes(string model, string thinking, string expected) =>
        Anthropic("{\"model\":\"x\",\"max_tokens\":9,\"thinking\":" + thinking + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}", Wire.Gemini25 with { Model = model })
            .ShouldEndWith("\"thinkingConfig\":" + expected + "}}");

    [Fact]
    public void Request_Limit_OnlyLowersTheOutput()
    {
        const string Asked = """{"model":"x","max_tokens":100,"messages":[{"role":"user","content":"q"}]}""";

        OpenAi(Asked, Wire.Gemini25 with { Limit = 50 }).ShouldContain("\"maxOutputTokens\":50}");
        OpenAi(Asked, Wire.Gemini25 with { Limit = 500 }).ShouldContain("\"maxOutputTokens\":100}");
        OpenAi("""{"model":"x","messages":[{"role":"user","content":"q"}]}""", Wire.Gemini25 with { Limit = 50 }).ShouldContain("\"maxOutputTokens\":50}");
    }

    [Fact]
    public void Request_WithoutCounterpartButHarmless_IsDroppedByName()
    {
        var (_, warnings) = Wire.Request(
            """{"model":"x","stream":true,"logprobs":true,"parallel_tool_calls":false,"user":"u","store":true,"reasoning_effort":"low","tools":[{"type":"function","function":{"name":"f","strict":true}},{"type":"function","function":{"name":"g"}}],"messages":[{"role":"user","name":"bob","content":[{"type":"text","text":"q","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":"a","reasoning_content":"unsigned"},{"role":"user","content":"r"}]}""",
            ChatDialects.OpenAi, ChatDialects.Gemini, Wire.Gemini25 with { Reasoning = false });

        warnings.ShouldBe("dropped:messages.name dropped:cache_control dropped:store dropped:messages.reasoning_details dropped:parallel_tool_calls dropped:tools.function.strict dropped:logprobs dropped:reasoning_effort dropped:user");
    }

    [Theory]
    [InlineData("""{"model":"x","stop":["1","2","3","4","5","6"],"messages":[{"role":"user","content":"q"}]}""", "stop")]
    [InlineData("""{"model":"x","messages":[{"role":"system","content":"q"}]}""", "messages")]
    [InlineData("""{"model":"x","messages":[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c","content":"x"}]}""", "messages")]
    [InlineData("""{"model":"x","audio":{"voice":"x"},"messages":[{"role":"user","content":"q"}]}""", "audio")]
    public void Request_ThatCannotBeCarried_IsRefusedByName(string body, string param) =>
        Wire.Fault(body, ChatDialects.OpenAi, ChatDialects.Gemini, Wire.Gemini25).Param.ShouldBe(param);

    [Fact]
    public void Request_BegunReply_IsRefused() =>
        Wire.Fault("""{"model":"x","max_tokens":9,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}""", ChatDialects.Anthropic, ChatDialects.Gemini, Wire.Gemini25)
            .Param.ShouldBe("messages");

    [Fact]
    public void Reply_OfOpenAi_BecomesCandidates() =>
        Wire.Reply("""{"id":"c","model":"gpt","choices":[{"index":0,"message":{"role":"assistant","content":"h\u00e9 é","reasoning_content":"t","tool_calls":[{"id":"i1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"i2","type":"function","function":{"name":"g","arguments":""}}]},"logprobs":{"content":[{"token":"h","logprob":-0.5,"bytes":[104],"top_logprobs":[{"token":"x","logprob":-1}]}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}""", ChatDialects.OpenAi, ChatDialects.Gemini)
            .ShouldBe("""{"candidates":[{"content":{"parts":[{"text":"t","thought":true},{"text":"h\u00e9 é"},{"functionCall":{"id":"i1","name":"f","args":{"a":1}}},{"functionCall":{"id":"i2","name":"g","args":{}}}],"role":"model"},"finishReason":"STOP","index":0,"logprobsResult":{"topCandidates":[{"candidates":[{"token":"x","logProbability":-1}]}],"chosenCandidates":[{"token":"h","logProbability":-0.5}]}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":5,"totalTokenCount":16,"cachedContentTokenCount":4,"thoughtsTokenCount":2},"modelVersion":"gpt","responseId":"c"}""");

    [Fact]
    public void Reply_OfAnthropic_KeepsItsSignatures() =>
        Wire.Reply("""{"id":"m","type":"message","model":"claude","content":[{"type":"thinking","thinking":"t","signature":"s="},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"}],"stop_reason":"max_tokens","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":2}}""", ChatDialects.Anthropic, ChatDialects.Gemini)
            .ShouldBe("""{"candidates":[{"content":{"parts":[{"text":"t","thought":true,"thoughtSignature":"s="},{"text":"a"}],"role":"model"},"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3},"modelVersion":"claude","responseId":"m"}""");

    [Fact]
    public void Errors_OfAStream_AreAsGooglesClientsReadThem()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var alone = new System.Buffers.ArrayBufferWriter<byte>();
        ChatDialects.Gemini.WriteErrorEvent("{\"error\":{\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"type\":\"billing_error\"}}"u8, output);
        ChatDialects.Gemini.WriteErrorAlone("{\"error\":{\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"type\":\"billing_error\"}}"u8, alone);

        System.Text.Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("data: " + System.Text.Encoding.UTF8.GetString(alone.WrittenSpan));
        System.Text.Encoding.UTF8.GetString(alone.WrittenSpan)
            .ShouldBe("{\"error\":{\"code\":402,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"m\",\"details\":[{\"error\":{\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"type\":\"billing_error\"}}]}}\n\n");
    }

    private static string OpenAi(string body, ShapeTarget? target = null) => Wire.Request(body, ChatDialects.OpenAi, ChatDialects.Gemini, target ?? Wire.Gemini25).Text;

    private static string Anthropic(string body, ShapeTarget? target = null) => Wire.Request(body, ChatDialects.Anthropic, ChatDialects.Gemini, target ?? Wire.Gemini25).Text;
}
