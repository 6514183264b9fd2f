using System.Text;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Responses;

public sealed class ChatRequestReaderTests
{
    private const string Rest = "\"input\":\"x\"";

    [Fact]
    public void Read_FullRequest_FindsEveryFact()
    {
        var facts = Read("""
            {"model":"gpt-5","instructions":"abc","max_output_tokens":300,"stream":true,"service_tier":"flex","temperature":1,"top_p":1,"store":false,
            "reasoning":{"effort":"low","summary":"auto","mode":"standard"},"include":["reasoning.encrypted_content"],"truncation":"auto","background":false,
            "previous_response_id":null,"conversation":null,"prompt":null,"parallel_tool_calls":true,"stream_options":{"include_obfuscation":false},
            "user":"u","safety_identifier":"s","prompt_cache_key":"k","metadata":{"project":"p","team":"t"},
            "input":[{"role":"user","content":"dé"},{"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"fgh","annotations":[]}]}]}
            """);

        (facts.Model, facts.Stream, facts.UsageAsked, facts.MaxOutputTokens, facts.ServiceTier).ShouldBe(("gpt-5", true, true, 300, "flex"));
        (facts.Messages, facts.Tools, facts.Uncountable, facts.Choices, facts.HostedToolField).ShouldBe((3, 0, false, 1, null));
        facts.TextBytes.ShouldBe("abc".Length + "dé".Length + 1 + "completed".Length + "fgh".Length + "[]".Length);
        (facts.Metadata!.Project, facts.Metadata.Tags!.Single()).ShouldBe(("p", new KeyValuePair<string, string>("team", "t")));
    }

    [Theory]
    [InlineData("\"a\\u00e9\\n\"", 4, 1)]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"ab\"}]}]", 2, 1)]
    [InlineData("[{\"role\":\"user\",\"content\":null}]", 0, 1)]
    [InlineData("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"developer\",\"content\":\"b\"}]", 2, 2)]
    [InlineData("[{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}]", 10, 1)]
    [InlineData("[{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"f\",\"arguments\":\"\",\"caller\":{\"type\":\"direct\"}}]", 20, 1)]
    [InlineData("[{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"ab\"}]", 4, 1)]
    [InlineData("[{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":[{\"type\":\"input_text\",\"text\":\"ab\"}]}]", 4, 1)]
    [InlineData("[{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"ab\"}],\"encrypted_content\":\"cde\"}]", 7, 1)]
    [InlineData("[{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"f\",\"input\":\"ab\"}]", 4, 1)]
    [InlineData("[{\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}]}]", 2, 1)]
    public void Read_TextOfTheInput_IsCounted(string input, long bytes, int messages)
    {
        var facts = Read("{\"model\":\"m\",\"input\":" + input + "}");

        (facts.TextBytes, facts.Messages, facts.Uncountable, facts.HostedToolField).ShouldBe((bytes, messages, false, null));
    }

    [Theory]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"u\"}]}")]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"f\"}]}")]
    [InlineData("{\"role\":\"user\",\"content\":[{\"text\":\"a\"}]}")]
    [InlineData("{\"role\":\"user\",\"content\":[7]}")]
    [InlineData("{\"role\":\"user\",\"content\":{\"a\":1}}")]
    [InlineData("{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_image\",\"image_url\":\"u\"}]}")]
    [InlineData("{\"type\":\"web_search_call\",\"id\":\"ws\",\"action\":{\"type\":\"search\"}}")]
    [InlineData("{\"type\":\"compaction\",\"encrypted_content\":\"x\"}")]
    public void Read_ItemThatCannotBeCounted_IsSaidSo(string item)
    {
        var facts = Read("{\"model\":\"m\",\"input\":[" + item + "]}");

        (facts.Uncountable, facts.AudioInput, facts.HostedToolField).ShouldBe((true, false, null));
    }

    [Theory]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}", true, null)]
    [InlineData("{\"type\":\"additional_tools\",\"role\":\"developer\",\"tools\":[]}", false, "input")]
    [InlineData("{\"type\":\"mcp_approval_response\",\"approve\":true}", false, "input")]
    [InlineData("{\"type\":\"mess\\u0061ge\",\"role\":\"user\"}", false, "input")]
    public void Read_ItemThatMayCostMore_IsSaidSo(string item, bool audio, string? hosted)
    {
        var facts = Read("{\"model\":\"m\",\"input\":[" + item + "]}");

        (facts.Uncountable, facts.AudioInput, facts.HostedToolField, facts.HostedToolUses).ShouldBe((true, audio, hosted, null));
    }

    [Theory]
    [InlineData("[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}]", null, null, 1, 48, false)]
    [InlineData("[{\"type\":\"custom\",\"name\":\"f\"}]", null, null, 1, 30, false)]
    [InlineData("[{\"type\":\"local_shell\"}]", null, null, 1, 1024 + 24, false)]
    [InlineData("[{\"type\":\"web_search\"}]", "tools", 3, 1, 1024 + 23, true)]
    [InlineData("[{\"type\":\"web_search_preview\"}]", "tools", null, 1, 1024 + 31, true)]
    [InlineData("[{\"type\":\"file_search\"}]", "tools", null, 1, 1024 + 24, true)]
    [InlineData("[{\"type\":\"code_interpreter\"}]", "tools", null, 1, 1024 + 29, true)]
    [InlineData("[{\"type\":\"computer\"}]", "tools", null, 1, 1024 + 21, true)]
    [InlineData("[{\"type\":\"mcp\"}]", "tools", null, 1, 1024 + 16, true)]
    [InlineData("[{\"type\":\"image_generation\"}]", "tools", null, 1, 1024 + 29, true)]
    [InlineData("[{\"name\":\"f\"}]", "tools", null, 1, 1024 + 14, true)]
    [InlineData("[{\"type\":\"web_search\"},{\"type\":\"mcp\"}]", "tools", null, 2, 2048 + 38, true)]
    [InlineData("[{\"typ\\u0065\":\"web_search\",\"type\":\"function\"}]", "tools", 3, 1, 1024 + 46, true)]
    [InlineData("[]", null, null, 0, 2, false)]
    public void Read_Tools_AreCountedAndHostedOnesTold(string tools, string? field, int? uses, int count, long bytes, bool uncountable)
    {
        var facts = Read("{\"model\":\"m\"," + Rest + ",\"max_tool_calls\":3,\"tools\":" + tools + "}");

        (facts.HostedToolField, facts.HostedToolUses, facts.Tools, facts.Uncountable).ShouldBe((field, uses, count, uncountable));
        facts.TextBytes.ShouldBe(bytes + 1);
    }

    [Fact]
    public void Read_SearchWithoutALimitOfItsUses_HasNoBound() =>
        Read("{\"model\":\"m\"," + Rest + ",\"tools\":[{\"type\":\"web_search\"}]}").HostedToolUses.ShouldBeNull();

    [Theory]
    [InlineData("\"text\":{\"format\":{\"type\":\"text\"}}", 26)]
    [InlineData("\"tool_choice\":\"auto\"", 6)]
    [InlineData("\"unheard_of\":[1,2]", 5)]
    [InlineData("\"include\":[\"a\"]", 0)]
    [InlineData("\"max_output_tokens\":null", 0)]
    public void Read_OtherFields_CountWhatTheyMayAddToThePrompt(string field, long bytes) =>
        Read("{\"model\":\"m\"," + Rest + "," + field + "}").TextBytes.ShouldBe(1 + bytes);

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"conversation\":{\"id\":\"conv_1\"}", "conversation")]
    [InlineData("\"prompt\":{\"id\":\"pmpt_1\"}", "prompt")]
    [InlineData("\"background\":true", "background")]
    [InlineData("\"store\":true", "store")]
    [InlineData("\"store\":\"no\"", "store")]
    [InlineData("\"context_management\":[{\"type\":\"compaction\"}]", "context_management")]
    [InlineData("\"reasoning\":{\"mode\":\"pro\"}", "reasoning.mode")]
    [InlineData("\"reasoning\":{\"effort\":\"low\",\"effort\":\"high\"}", "reasoning.effort")]
    [InlineData("\"reasoning\":7", "reasoning")]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"models\":[\"a\"]", "models")]
    [InlineData("\"instructions\":[]", "instructions")]
    [InlineData("\"include\":\"a\"", "include")]
    [InlineData("\"max_output_tokens\":0", "max_output_tokens")]
    [InlineData("\"max_output_tokens\":1.5", "max_output_tokens")]
    [InlineData("\"max_tool_calls\":0", "max_tool_calls")]
    [InlineData("\"stream\":1", "stream")]
    [InlineData("\"service_tier\":1", "service_tier")]
    [InlineData("\"tools\":{}", "tools")]
    [InlineData("\"tools\":[1]", "tools")]
    [InlineData("\"metadata\":[]", "metadata")]
    [InlineData("\"metadata\":{\"project\":1}", "metadata.project")]
    [InlineData("\"Store\":true", "Store")]
    [InlineData("\"Previous_Response_Id\":\"x\"", "Previous_Response_Id")]
    [InlineData("\"st\\u006fre\":true", "store")]
    [InlineData("\"model\":\"n\"", "model")]
    [InlineData("\"\\ud800\":1", "")]
    public void Read_FieldThatCannotBe_IsRefusedByName(string field, string? param)
    {
        TryRead("{\"model\":\"m\"," + Rest + "," + field + "}", out _, out var fault).ShouldBeFalse(field);

        fault.Param.ShouldBe(param);
        fault.Message.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("{" + Rest + "}", "model")]
    [InlineData("{\"model\":\"\"," + Rest + "}", "model")]
    [InlineData("{\"model\":\"m\"}", "input")]
    [InlineData("{\"model\":\"m\",\"instructions\":\"i\"}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":7}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[7]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"rs_1\"}]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"id\":\"rs_1\"}]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"id\":\"rs_1\",\"type\":null}]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"type\":\"message\",\"role\":\"user\"}]}", "input")]
    [InlineData("{\"model\":\"m\",\"input\":[{\"\\ud800\":1}]}", null)]
    [InlineData("[]", null)]
    [InlineData("{\"model\":", null)]
    public void Read_BodyThatCannotBe_IsRefusedByName(string body, string? param)
    {
        TryRead(body, out _, out var fault).ShouldBeFalse(body);

        fault.Param.ShouldBe(param);
        fault.Message.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Read_TooDeepOrNoUtf8_IsRefused()
    {
        TryRead("{\"model\":\"m\"," + Rest + ",\"x\":" + new string('[', 64) + new string(']', 64) + "}", out _, out _).ShouldBeFalse();
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead([0x7b, 0xff, 0x7d], new CallFacts(), ref edits, out var fault).ShouldBeFalse();

        fault.Message.ShouldBe("The body is not valid UTF-8.");
    }

    private static CallFacts Read(string body)
    {
        TryRead(body, out var facts, out var fault).ShouldBeTrue(fault.ToString());
        return facts;
    }

    private static bool TryRead(string body, out CallFacts facts, out DialectFault fault)
    {
        facts = new CallFacts();
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(Encoding.UTF8.GetBytes(body), facts, ref edits, out fault);
    }
}
