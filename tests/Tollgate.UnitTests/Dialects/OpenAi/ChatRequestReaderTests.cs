using System.Text;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatRequestReaderTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    [Fact]
    public void Read_FieldThatMayNameWhatIsKept_IsUncountable() =>
        Accept("""{"model":"m","messages":[{"role":"user","content":"x"}],"extra_body":{"google":{"cached_content":"cachedContents/1"}}}""").Uncountable.ShouldBeTrue();

    [Fact]
    public void Read_FullRequest_FindsEveryFact()
    {
        var facts = Accept("""
            {"model":"openai/gpt-4o","stream":true,"stream_options":{"include_usage":true},"n":3,"max_tokens":10,"max_completion_tokens":20,
             "service_tier":"flex","modalities":["text","audio"],"temperature":0.5,
             "messages":[{"role":"system","content":"abc"},{"role":"user","content":[{"type":"text","text":"de"}]}]}
            """);

        facts.Model.ShouldBe("openai/gpt-4o");
        facts.Stream.ShouldBeTrue();
        facts.UsageAsked.ShouldBeTrue();
        facts.Choices.ShouldBe(3);
        facts.MaxOutputTokens.ShouldBe(20);
        facts.ServiceTier.ShouldBe("flex");
        facts.AudioOutput.ShouldBeTrue();
        facts.Messages.ShouldBe(2);
        facts.TextBytes.ShouldBe(5);
        facts.Uncountable.ShouldBeFalse();
        facts.HostedToolField.ShouldBeNull();
        facts.Metadata.ShouldBeNull();
    }

    [Fact]
    public void Read_NullsForOptionalFields_AreAsIfAbsent()
    {
        var facts = Accept("""
            {"model":"m","stream":null,"stream_options":null,"n":null,"max_tokens":null,"metadata":null,"service_tier":null,"modalities":null,
             "tools":null,"web_search_options":null,"prediction":null,"audio":null,"models":null,"messages":[{"role":"user","content":null}]}
            """);

        facts.Stream.ShouldBeFalse();
        facts.Choices.ShouldBe(1);
        facts.MaxOutputTokens.ShouldBeNull();
        facts.Metadata.ShouldBeNull();
        facts.TextBytes.ShouldBe(0);
        facts.HostedToolField.ShouldBeNull();
        facts.AudioOutput.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"role":"user","content":"abc"}""", 3)]
    [InlineData("""{"role":"user","content":"a\n\"b\""}""", 5)]
    [InlineData("""{"role":"user","content":"é€😀"}""", 9)]
    [InlineData("""{"role":"user","content":"\u00e9\u20ac\ud83d\ude00"}""", 9)]
    [InlineData("""{"role":"user","name":"bob","content":"abc"}""", 6)]
    [InlineData("""{"role":"user","content":"abc","content":"abcd"}""", 7)]
    [InlineData("""{"rol\u0065":"user","c\u006fntent":"abc"}""", 3)]
    [InlineData("""{"role":"someone","content":"abc"}""", 12)]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"a":1}]}""", 9)]
    [InlineData("""{"role":"assistant","refusal":"no","content":[{"type":"refusal","refusal":"abc"}]}""", 5)]
    [InlineData("""{"role":"user","unheard_of":"abcd","content":"a"}""", 5)]
    [InlineData("""{"role":"assistant","content":"a","thinking_blocks":[{"thinking":"t"}]}""", 19)]
    [InlineData("""{"role":"assistant","content":"a","reasoning_details":[{"text":"t"}]}""", 15)]
    public void Read_Messages_CountsWhatCanBecomePrompt(string message, long bytes)
    {
        var facts = Accept("{\"model\":\"m\",\"messages\":[" + message + "]}");

        facts.TextBytes.ShouldBe(bytes);
        facts.Uncountable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"http://x/"}}""", false)]
    [InlineData("""{"type":"file","file":{"file_id":"f"}}""", false)]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"","format":"wav"}}""", true)]
    [InlineData("""{"type":"hologram","text":"x"}""", true)]
    [InlineData("""{"type":"text","type":"image_url","text":"x"}""", false)]
    [InlineData("""{"type":"text","text":"x","image_url":{"url":"http://x/"}}""", false)]
    [InlineData("""{"text":"x"}""", false)]
    [InlineData("""{"type":["text"]}""", true)]
    [InlineData("""[1]""", false)]
    public void Read_PartThatCannotBeCounted_SaysSo(string part, bool audio)
    {
        var facts = Accept("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + part + "]}]}");

        facts.Uncountable.ShouldBeTrue();
        facts.AudioInput.ShouldBe(audio);
    }

    [Theory]
    [InlineData("""{"role":"assistant","audio":{"id":"a"}}""")]
    [InlineData("""{"role":"user","content":{"text":"x"}}""")]
    [InlineData("""{"role":"user","images":["aGk="]}""")]
    public void Read_MessageThatCannotBeCounted_SaysSo(string message) =>
        Accept("{\"model\":\"m\",\"messages\":[" + message + "]}").Uncountable.ShouldBeTrue();

    [Fact]
    public void Read_Tools_CountsTheirJson()
    {
        const string Tools = """[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"c"}}]""";
        var facts = Accept("{\"model\":\"m\"," + Messages + ",\"tools\":" + Tools + ",\"response_format\":{\"type\":\"text\"},\"unheard_of\":12}");

        facts.Tools.ShouldBe(2);
        facts.TextBytes.ShouldBe(1 + Tools.Length + "{\"type\":\"text\"}".Length + 2);
        facts.HostedToolField.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}]", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"type\":\"mcp\"}]", "tools")]
    [InlineData("\"tools\":[{\"type\":\"mcp\",\"type\":\"function\"}]", "tools")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"Type\":\"mcp\"}]", "tools")]
    [InlineData("\"tools\":[{\"googleSearch\":{}}]", "tools")]
    [InlineData("\"web_search_options\":{}", "web_search_options")]
    [InlineData("\"search_parameters\":{\"mode\":\"on\"}", "search_parameters")]
    [InlineData("\"enable_search\":true", "enable_search")]
    public void Read_ToolOfTheProvider_IsNamed(string member, string field) =>
        Accept("{\"model\":\"m\"," + Messages + "," + member + "}").HostedToolField.ShouldBe(field);

    [Fact]
    public void Read_Prediction_CountsAsPromptAndAsOutput()
    {
        const string Prediction = """{"type":"content","content":"abc"}""";
        var facts = Accept("{\"model\":\"m\"," + Messages + ",\"prediction\":" + Prediction + "}");

        facts.PredictionBytes.ShouldBe(Prediction.Length);
        facts.TextBytes.ShouldBe(1 + Prediction.Length);
    }

    [Fact]
    public void Read_ChatTemplate_IsUncountable() =>
        Accept("{\"model\":\"m\"," + Messages + ",\"chat_template\":\"{{x}}\"}").Uncountable.ShouldBeTrue();

    [Fact]
    public void Read_Metadata_TakesTheSixKeysAndKeepsTags()
    {
        var metadata = Accept("{\"model\":\"m\"," + Messages + """
            ,"metadata":{"workflow_tag":"w","step":"s","execution_id":"e","project":"p","provider":"openai","source":"n8n",
            "team":"blue","count":3,"on":true,"nothing":null}}
            """).Metadata.ShouldNotBeNull();

        (metadata.WorkflowTag, metadata.Step, metadata.ExecutionId).ShouldBe(("w", "s", "e"));
        (metadata.Project, metadata.Provider, metadata.Source).ShouldBe(("p", "openai", "n8n"));
        metadata.Tags.ShouldBe([new("team", "blue"), new("count", "3"), new("on", "true")]);
    }

    [Fact]
    public void Read_MetadataWithEmptyOrNullKeys_IsAsIfAbsent()
    {
        var metadata = Accept("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"project\":\"\",\"step\":null}}").Metadata.ShouldNotBeNull();

        metadata.Project.ShouldBeNull();
        metadata.Step.ShouldBeNull();
        metadata.Tags.ShouldBeNull();
    }

    [Fact]
    public void Read_ModelWithEscapes_IsDecoded() =>
        Accept("{\"model\":\"practice\\/ech\\u006f\"," + Messages + "}").Model.ShouldBe("practice/echo");

    [Theory]
    [InlineData("\"model\":\"m\",\"model\":\"n\"", "model")]
    [InlineData("\"mod\\u0065l\":\"m\"", "model")]
    [InlineData("\"model\":\"m\",\"n\":1,\"n\":1", "n")]
    [InlineData("\"model\":\"m\",\"unheard_of\":1,\"unheard_of\":1", "unheard_of")]
    [InlineData("\"model\":\"m\",\"metadata\":{\"project\":\"a\",\"project\":\"b\"}", "metadata.project")]
    [InlineData("\"model\":\"m\",\"metadata\":{\"pr\\u006fject\":\"a\"}", "metadata.project")]
    [InlineData("\"model\":\"m\",\"stream_options\":{\"include_usage\":true,\"include_usage\":false}", "stream_options.include_usage")]
    [InlineData("\"model\":\"m\",\"stream_options\":{\"include_us\\u0061ge\":true}", "stream_options.include_usage")]
    public void Read_KeyTwiceOrEscaped_IsRefusedByName(string members, string param) =>
        Refuse("{" + members + "," + Messages + "}").Param.ShouldBe(param);

    [Theory]
    [InlineData("Model")]
    [InlineData("MAX_TOKENS")]
    [InlineData("max_to\u212Aens")]
    [InlineData("me\u017F\u017Fages")]
    public void Read_KeyThatALenientParserTakesForAnother_IsRefusedByName(string key) =>
        Refuse("{\"model\":\"m\"," + Messages + ",\"" + key + "\":\"x\"}").Param.ShouldBe(key);

    [Theory]
    [InlineData("\"model\":\"\"", "model")]
    [InlineData("\"model\":7", "model")]
    [InlineData("\"model\":\"a\\nb\"", "model")]
    [InlineData("\"model\":\"\\ud800\"", "model")]
    [InlineData("\"n\":1", "model")]
    [InlineData("\"model\":\"m\",\"n\":0", "n")]
    [InlineData("\"model\":\"m\",\"n\":129", "n")]
    [InlineData("\"model\":\"m\",\"n\":1.0", "n")]
    [InlineData("\"model\":\"m\",\"n\":\"1\"", "n")]
    [InlineData("\"model\":\"m\",\"best_of\":1000", "best_of")]
    [InlineData("\"model\":\"m\",\"max_tokens\":0", "max_tokens")]
    [InlineData("\"model\":\"m\",\"max_tokens\":-1", "max_tokens")]
    [InlineData("\"model\":\"m\",\"max_tokens\":1e9", "max_tokens")]
    [InlineData("\"model\":\"m\",\"max_completion_tokens\":99999999999999999999", "max_completion_tokens")]
    [InlineData("\"model\":\"m\",\"stream\":1", "stream")]
    [InlineData("\"model\":\"m\",\"stream_options\":[]", "stream_options")]
    [InlineData("\"model\":\"m\",\"stream_options\":{\"include_usage\":1}", "stream_options.include_usage")]
    [InlineData("\"model\":\"m\",\"metadata\":[]", "metadata")]
    [InlineData("\"model\":\"m\",\"metadata\":{\"a\":{}}", "metadata")]
    [InlineData("\"model\":\"m\",\"metadata\":{\"project\":1}", "metadata.project")]
    [InlineData("\"model\":\"m\",\"service_tier\":1", "service_tier")]
    [InlineData("\"model\":\"m\",\"modalities\":[\"image\"]", "modalities")]
    [InlineData("\"model\":\"m\",\"models\":[\"a\"]", "models")]
    [InlineData("\"model\":\"m\",\"tools\":{}", "tools")]
    [InlineData("\"model\":\"m\",\"tools\":[1]", "tools")]
    public void Read_FieldOutOfRange_IsRefusedByName(string members, string param)
    {
        var fault = Refuse("{" + members + "," + Messages + "}");

        fault.Param.ShouldBe(param);
        fault.Message.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("{\"model\":\"m\"}")]
    [InlineData("{\"model\":\"m\",\"messages\":[]}")]
    [InlineData("{\"model\":\"m\",\"messages\":{}}")]
    [InlineData("{\"model\":\"m\",\"messages\":[\"x\"]}")]
    public void Read_NoMessages_IsRefused(string body) => Refuse(body).Param.ShouldBe("messages");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"\\ud800\":1}]}")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} x")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}{}")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}],}")]
    [InlineData("{\"model\":\"m\",\"temperature\":NaN,\"messages\":[{\"role\":\"user\"}]}")]
    [InlineData("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":tru}]}")]
    [InlineData("\uFEFF{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}")]
    public void Read_BodyThatIsNoJsonObject_IsRefused(string body) => Refuse(body).Param.ShouldBeNull();

    [Fact]
    public void Read_InvalidUtf8_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\"," + Messages + ",\"x\":\"?\"}");
        body[^3] = 0xFF;

        TryRead(body, out _, out var fault).ShouldBeFalse();
        fault.Param.ShouldBeNull();
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(64, false)]
    public void Read_Depth_IsLimited(int depth, bool accepted)
    {
        var body = "{\"model\":\"m\"," + Messages + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}";

        TryRead(Encoding.UTF8.GetBytes(body), out _, out _).ShouldBe(accepted);
    }

    [Fact]
    public void Read_MetadataLimits_NameMetadata()
    {
        var tags = string.Join(",", Enumerable.Range(0, 17).Select(i => $"\"k{i}\":\"v\""));

        Refuse("{\"model\":\"m\"," + Messages + ",\"metadata\":{" + tags + "}}").Param.ShouldBe("metadata");
        Refuse("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"" + new string('x', 513) + "\"}}").Param.ShouldBe("metadata");
        Accept("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"a\":\"" + new string('x', 512) + "\"}}").Metadata.ShouldNotBeNull();
    }

    [Fact]
    public void Read_ManyFields_IsLimited()
    {
        var fields = string.Join(",", Enumerable.Range(0, 200).Select(i => $"\"f{i}\":0"));

        Refuse("{\"model\":\"m\"," + Messages + "," + fields + "}").Message.ShouldBe("There are too many fields.");
    }

    [Fact]
    public void Read_AnyPrefixOfABody_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes("{\"model\":\"m\"," + Messages + ",\"metadata\":{\"project\":\"p\"},\"n\":1}");

        for (var length = 0; length < body.Length; length++)
        {
            TryRead(body.AsSpan(0, length), out _, out _).ShouldBeFalse($"at {length}");
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> body, out CallFacts facts, out DialectFault fault)
    {
        facts = new CallFacts();
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(body, facts, ref edits, out fault);
    }

    private static CallFacts Accept(string body)
    {
        TryRead(Encoding.UTF8.GetBytes(body), out var facts, out var fault).ShouldBeTrue(fault.ToString());
        return facts;
    }

    private static DialectFault Refuse(string body)
    {
        TryRead(Encoding.UTF8.GetBytes(body), out _, out var fault).ShouldBeFalse();
        return fault;
    }
}
