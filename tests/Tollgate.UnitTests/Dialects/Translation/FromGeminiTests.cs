using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class FromGeminiTests
{
    private const string Ask = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]}]";

    [Fact]
    public void Request_PlainText_BecomesMessages()
    {
        const string Body = """{"contents":[{"parts":[{"text":"h\u00e9 é"}]},{"role":"model","parts":[{"text":"a"}]},{"role":"user","parts":[{"text":"b"},{"text":"c"}]}],"system_instruction":{"parts":[{"text":"s"}]},"generationConfig":{"maxOutputTokens":10},"metadata":{"project":"p"}}""";

        OpenAi(Body).ShouldBe("""{"model":"gpt-5","messages":[{"role":"system","content":"s"},{"role":"user","content":"h\u00e9 é"},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}],"max_completion_tokens":10}""");
        Anthropic(Body).ShouldBe("""{"model":"claude-opus-5","max_tokens":10,"system":"s","messages":[{"role":"user","content":"h\u00e9 é"},{"role":"assistant","content":"a"},{"role":"user","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]}]}""");
    }

    [Fact]
    public void Request_Settings_AreCarried() =>
        OpenAi("{" + Ask + ",\"generation_config\":{\"candidate_count\":2,\"temperature\":0.70,\"topP\":0.9,\"seed\":7,\"presence_penalty\":0.5,\"frequencyPenalty\":1,\"stop_sequences\":[\"a\"],\"responseLogprobs\":true,\"logprobs\":3,\"thinkingConfig\":{\"thinkingLevel\":\"LOW\"},\"response_mime_type\":\"application/json\"},\"serviceTier\":\"standard\"}")
            .ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"q"}],"temperature":0.70,"top_p":0.9,"presence_penalty":0.5,"frequency_penalty":1,"seed":7,"n":2,"logprobs":true,"top_logprobs":3,"stop":["a"],"response_format":{"type":"json_object"},"reasoning_effort":"low","service_tier":"default"}""");

    [Fact]
    public void Request_ToolRoundTripWithoutIds_IsMatchedByNameAndOrder()
    {
        const string Body = """{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{"a": 1.50}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"g","response":{"x":[1]}}},{"functionResponse":{"name":"f","response":{"output":"one"}}},{"functionResponse":{"name":"f","response":{"error":"two"}}}]}],"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING","nullable":true,"format":"enum","enum":["u"]},"b":{"type":"ARRAY","items":{"type":"INTEGER"},"minItems":"1"}},"required":["a"],"propertyOrdering":["a"]}},{"name":"g","parametersJsonSchema":{"type":"object"}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}""";

        OpenAi(Body).ShouldBe("""{"model":"gpt-5","messages":[{"role":"user","content":"go"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{\"a\": 1.50}"}},{"id":"call_1","type":"function","function":{"name":"g","arguments":"{}"}},{"id":"call_2","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"{\"x\":[1]}"},{"role":"tool","tool_call_id":"call_0","content":"one"},{"role":"tool","tool_call_id":"call_2","content":"two"}],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":["string","null"],"enum":["u",null]},"b":{"type":"array","items":{"type":"integer"},"minItems":1}},"required":["a"]}}},{"type":"function","function":{"name":"g","parameters":{"type":"object"}}}],"tool_choice":"required"}""");
        Anthropic(Body).ShouldContain("""{"type":"tool_result","tool_use_id":"call_1","content":"{\"x\":[1]}"},{"type":"tool_result","tool_use_id":"call_0","content":"one"},{"type":"tool_result","tool_use_id":"call_2","content":"two","is_error":true}""");
    }

    [Fact]
    public void Request_ToolRoundTripWithIds_KeepsThem() =>
        Anthropic("""{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"text":"why","thought":true,"thoughtSignature":"c2ln"},{"functionCall":{"id":"i1","name":"f","args":{}}},{"functionCall":{"id":"i2","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"i2","name":"f","response":{"output":"b"}}},{"functionResponse":{"id":"i1","name":"f","response":{"output":"a"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}]}""")
            .ShouldBe("""{"model":"claude-opus-5","max_tokens":128000,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"why","signature":"c2ln"},{"type":"tool_use","id":"i1","name":"f","input":{}},{"type":"tool_use","id":"i2","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"i2","content":"b"},{"type":"tool_result","tool_use_id":"i1","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}""");

    [Fact]
    public void Request_GatheredStreamSentBack_IsWholeAgain() =>
        Anthropic("""{"contents":[{"role":"user","parts":[{"text":"go"}]},{"role":"model","parts":[{"text":"th","thought":true}]},{"role":"model","parts":[{"text":"ink","thought":true}]},{"role":"model","parts":[{"text":"","thought":true,"thoughtSignature":"c2ln"}]},{"role":"model","parts":[{"text":"an"}]},{"role":"model","parts":[{"text":"swer"}]},{"role":"user","parts":[{"text":"on"}]}]}""")
            .ShouldContain("""{"role":"assistant","content":[{"type":"thinking","thinking":"think","signature":"c2ln"},{"type":"text","text":"answer"}]}""");

    [Theory]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AAAA"}}""", """{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""")]
    [InlineData("""{"file_data":{"mime_type":"image/png","file_uri":"https://e.x/a"}}""", """{"type":"image_url","image_url":{"url":"https://e.x/a"}}""")]
    [InlineData("""{"inline_data":{"mime_type":"application/pdf","data":"AAAA"}}""", """{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,AAAA"}}""")]
    [InlineData("""{"inlineData":{"mimeType":"audio/mpeg","data":"AAAA"}}""", """{"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}}""")]
    public void Request_Media_IsCarried(string part, string expected) =>
        OpenAi("{\"contents\":[{\"parts\":[" + part + "]}]}").ShouldBe("{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":[" + expected + "]}]}");

    [Fact]
    public void Request_Schema_BecomesAJsonSchema()
    {
        const string Body = "{" + Ask + ",\"generationConfig\":{\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"NUMBER\"},\"b\":{\"anyOf\":[{\"type\":\"STRING\"},{\"type\":\"OBJECT\",\"properties\":{\"c\":{\"type\":\"BOOLEAN\"}},\"required\":[\"c\"]}]}},\"required\":[\"a\",\"b\"]}}}";
        const string Schema = """{"type":"object","properties":{"a":{"type":"number"},"b":{"anyOf":[{"type":"string"},{"type":"object","properties":{"c":{"type":"boolean"}},"required":["c"],"additionalProperties":false}]}},"required":["a","b"],"additionalProperties":false}""";

        OpenAi(Body).ShouldEndWith("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"reply\",\"schema\":" + Schema + ",\"strict\":true}}}");
        OpenAi(Body.Replace("[\"a\",\"b\"]", "[\"a\"]", StringComparison.Ordinal)).ShouldEndWith("\"strict\":false}}}");
        Anthropic(Body).ShouldEndWith("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + Schema + "}}}");
        Anthropic("{" + Ask + ",\"generationConfig\":{\"responseJsonSchema\":{\"a\": 1}}}").ShouldEndWith("\"schema\":{\"a\": 1}}}}");
    }

    [Theory]
    [InlineData("{\"mode\":\"AUTO\"}", "\"tool_choice\":\"auto\"}")]
    [InlineData("{\"mode\":\"NONE\"}", "\"tool_choice\":\"none\"}")]
    [InlineData("{\"mode\":\"VALIDATED\"}", "\"tool_choice\":\"auto\"}")]
    [InlineData("{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}", "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}}")]
    [InlineData("{\"mode\":\"ANY\",\"allowed_function_names\":[\"f\",\"g\"]}", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],\"tool_choice\":\"required\"}")]
    public void Request_CallingMode_IsAToolChoice(string config, string expected) =>
        OpenAi("{\"toolConfig\":{\"functionCallingConfig\":" + config + "}," + Ask + ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"},{\"name\":\"h\"}]}]}").ShouldEndWith(expected);

    [Theory]
    [InlineData("{\"thinkingBudget\":0}", "")]
    [InlineData("{\"thinkingBudget\":4000}", ",\"reasoning_effort\":\"medium\"")]
    [InlineData("{\"thinking_level\":\"high\",\"includeThoughts\":true}", ",\"reasoning_effort\":\"high\"")]
    public void Request_Thinking_BecomesAnEffort(string thinking, string expected) =>
        OpenAi("{" + Ask + ",\"generationConfig\":{\"thinkingConfig\":" + thinking + "}}").ShouldBe("{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]" + expected + "}");

    [Fact]
    public void Request_WithoutCounterpartButHarmless_IsDroppedByName() =>
        Wire.Request("{" + Ask + ",\"safetySettings\":[],\"labels\":{},\"tool_config\":{\"retrieval_config\":{}},\"generationConfig\":{\"topK\":3,\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\",\"responseModalities\":[\"TEXT\"]}}", ChatDialects.Gemini, ChatDialects.OpenAi, Wire.Gpt)
            .Warnings.ShouldBe("dropped:generationConfig.topK dropped:safetySettings dropped:labels dropped:generationConfig.mediaResolution dropped:toolConfig.retrievalConfig");

    [Theory]
    [InlineData(Ask + ",\"cachedContent\":\"c\"", "cachedContent")]
    [InlineData(Ask + ",\"tools\":[{\"googleSearch\":{}}]", "tools")]
    [InlineData(Ask + ",\"tools\":[{\"functionDeclarations\":[{}]}]", "tools.functionDeclarations")]
    [InlineData(Ask + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOME\"}}", "toolConfig.functionCallingConfig.mode")]
    [InlineData(Ask + ",\"generationConfig\":{\"responseModalities\":[\"AUDIO\"]}", "generationConfig.responseModalities")]
    [InlineData(Ask + ",\"generationConfig\":{\"responseMimeType\":\"text/x.enum\"}", "generationConfig.responseMimeType")]
    [InlineData(Ask + ",\"generationConfig\":{\"stopSequences\":7}", "generationConfig.stopSequences")]
    [InlineData("\"contents\":[{\"role\":\"other\",\"parts\":[]}]", "contents.role")]
    [InlineData("\"contents\":[{\"parts\":[{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"https://generativelanguage.googleapis.com/v1beta/files/x\"}}]}]", "contents.parts")]
    [InlineData("\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"video/mp4\",\"data\":\"AAAA\"}}]}]", "contents.parts")]
    [InlineData("\"contents\":[{\"parts\":[{\"executableCode\":{}}]}]", "contents.parts")]
    [InlineData("\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}]", "contents.parts.functionResponse")]
    [InlineData("\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"q\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"a\"}]}]", "contents")]
    public void Request_ThatCannotBeCarried_IsRefusedByName(string members, string param) =>
        Wire.Fault("{" + members + "}", ChatDialects.Gemini, ChatDialects.OpenAi, Wire.Gpt).Param.ShouldBe(param);

    [Fact]
    public void Reply_WithThoughtsAndCalls_ReachesBothDialects()
    {
        const string Reply = """{"candidates":[{"content":{"parts":[{"text":"why","thought":true},{"text":"h\u00e9 é"},{"functionCall":{"name":"f","args":{"a": 1}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"own","name":"g"}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"cachedContentTokenCount":4,"candidatesTokenCount":5,"thoughtsTokenCount":2,"totalTokenCount":16},"modelVersion":"gemini-3.5-flash","responseId":"abc-_1"}""";

        Wire.Reply(Reply, ChatDialects.Gemini, ChatDialects.OpenAi).ShouldBe("""{"id":"abc-_1","object":"chat.completion","created":1700000000,"model":"gemini-3.5-flash","choices":[{"index":0,"message":{"role":"assistant","content":"h\u00e9 é","refusal":null,"reasoning_content":"why","reasoning_details":[{"type":"reasoning.text","text":"why","index":0},{"type":"reasoning.text","text":"","signature":"c2ln","index":1}],"tool_calls":[{"id":"call_abc-_1_0","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}},{"id":"own","type":"function","function":{"name":"g","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":0},"completion_tokens_details":{"reasoning_tokens":2}}}""");
        Wire.Reply(Reply, ChatDialects.Gemini, ChatDialects.Anthropic).ShouldBe("""{"id":"abc-_1","type":"message","role":"assistant","model":"gemini-3.5-flash","content":[{"type":"thinking","thinking":"why","signature":""},{"type":"text","text":"h\u00e9 é"},{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"tool_use","id":"call_abc-_1_0","name":"f","input":{"a": 1}},{"type":"tool_use","id":"own","name":"g","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":7,"output_tokens_details":{"thinking_tokens":2}}}""");
    }

    [Fact]
    public void Reply_Logprobs_AreCarried() =>
        Wire.Reply("""{"candidates":[{"content":{"parts":[{"text":"é"}]},"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"é","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"x","tokenId":1,"logProbability":-1}]}]}}]}""", ChatDialects.Gemini, ChatDialects.OpenAi)
            .ShouldContain("""{"content":[{"token":"é","logprob":-0.5,"bytes":[195,169],"top_logprobs":[{"token":"x","logprob":-1,"bytes":[120]}]}],"refusal":null}""");

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":3}}""", "content_filter")]
    [InlineData("""{"candidates":[{"finishReason":"RECITATION"}]}""", "content_filter")]
    [InlineData("""{"candidates":[{"finishReason":"MAX_TOKENS"}]}""", "length")]
    [InlineData("""{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL"}]}""", "stop")]
    public void Reply_Ending_IsAFinishReason(string reply, string expected) =>
        Wire.Reply(reply, ChatDialects.Gemini, ChatDialects.OpenAi).ShouldContain("\"finish_reason\":\"" + expected + "\"");

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"error\":{\"code\":400}}")]
    [InlineData("[]")]
    public void Reply_ThatIsNone_IsNull(string reply) => ChatDialects.Gemini.ReadReply(System.Text.Encoding.UTF8.GetBytes(reply)).ShouldBeNull();

    private static string OpenAi(string body) => Wire.Request(body, ChatDialects.Gemini, ChatDialects.OpenAi, Wire.Gpt).Text;

    private static string Anthropic(string body) => Wire.Request(body, ChatDialects.Gemini, ChatDialects.Anthropic, Wire.Opus5).Text;
}
