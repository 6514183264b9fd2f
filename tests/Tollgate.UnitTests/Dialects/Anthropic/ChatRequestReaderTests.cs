using System.Text;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Anthropic;

public sealed class ChatRequestReaderTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
    private const string Rest = "\"max_tokens\":9," + Messages;

    [Fact]
    public void Read_FullRequest_FindsEveryFact()
    {
        var facts = Read("""
            {"model":"claude-opus-5","max_tokens":300,"stream":true,"service_tier":"standard_only","system":"abc",
            "thinking":{"type":"enabled","budget_tokens":200},"temperature":1,"top_k":3,"stop_sequences":["zzzz"],"cache_control":{"type":"ephemeral"},
            "metadata":{"user_id":"u","project":"p","team":"t"},
            "messages":[{"role":"user","content":"dé"},{"role":"assistant","content":[{"type":"text","text":"fgh","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}
            """);

        (facts.Model, facts.Stream, facts.UsageAsked, facts.MaxOutputTokens, facts.ThinkingBudget).ShouldBe(("claude-opus-5", true, true, 300, 200));
        (facts.ServiceTier, facts.Messages, facts.Tools, facts.Uncountable, facts.Choices).ShouldBe(("standard", 2, 0, false, 1));
        facts.TextBytes.ShouldBe(3 + 3 + 3);
        facts.HostedToolField.ShouldBeNull();
        (facts.Metadata!.Project, facts.Metadata.Tags!.Single()).ShouldBe(("p", new KeyValuePair<string, string>("team", "t")));
    }

    [Theory]
    [InlineData("[{\"type\":\"text\",\"text\":\"ab\"}]", 2)]
    [InlineData("[{\"type\":\"thinking\",\"thinking\":\"ab\",\"signature\":\"cd\"}]", 8)]
    [InlineData("[{\"type\":\"redacted_thinking\",\"data\":\"abc\"}]", 5)]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{\"a\":1}}]", 13)]
    [InlineData("[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"is_error\":true,\"content\":[{\"type\":\"text\",\"text\":\"ab\"}]}]", 9)]
    [InlineData("[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":\"ab\"}]", 5)]
    [InlineData("[{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"ab\"}]}]", 6)]
    [InlineData("\"a\\u00e9\\n\"", 4)]
    [InlineData("null", 0)]
    public void Read_TextOfAMessage_IsCounted(string content, long bytes)
    {
        var facts = Read("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}");

        (facts.TextBytes, facts.Uncountable).ShouldBe((bytes, false));
    }

    [Theory]
    [InlineData("[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"AAAA\"}}]")]
    [InlineData("[{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}]")]
    [InlineData("[{\"type\":\"tool_result\",\"content\":[{\"type\":\"image\",\"source\":{}}]}]")]
    [InlineData("[{\"type\":\"web_search_tool_result\",\"content\":[]}]")]
    [InlineData("[{\"type\":\"t\\u0065xts\",\"text\":\"a\"}]")]
    [InlineData("[{\"text\":\"a\"}]")]
    [InlineData("[7]")]
    [InlineData("{\"type\":\"text\"}")]
    public void Read_PartThatCannotBeCounted_IsSaidSo(string content) =>
        Read("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}").Uncountable.ShouldBeTrue();

    [Theory]
    [InlineData("[{\"name\":\"f\",\"input_schema\":{}}]", null, null, 1, 1024 + 32, false)]
    [InlineData("[{\"type\":\"custom\",\"name\":\"f\"}]", null, null, 1, 1024 + 30, false)]
    [InlineData("[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]", null, null, 1, 2048 + 40, false)]
    [InlineData("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}]", "tools", 3, 1, 2048 + 65, true)]
    [InlineData("[{\"type\":\"web_search_20250305\"}]", "tools", null, 1, 2048 + 32, true)]
    [InlineData("[{\"type\":\"web_search_20260209\",\"max_uses\":3}]", "tools", null, 1, 2048 + 45, true)]
    [InlineData("[{\"type\":\"code_execution_20250522\",\"max_uses\":3}]", "tools", null, 1, 2048 + 49, true)]
    [InlineData("[{\"type\":\"computer_toolset_20260801\"}]", "tools", null, 1, 2048 + 38, true)]
    [InlineData("[{\"typ\\u0065\":\"web_search_20250305\",\"max_uses\":1}]", "tools", 1, 1, 2048 + 50, true)]
    [InlineData("[{\"type\":\"web_search_20250305\",\"max_uses\":1,\"max_uses\":null}]", "tools", null, 1, 2048 + 61, true)]
    [InlineData("[{\"type\":\"web_search_20250305\",\"max_uses\":2000,\"max_uses\":1}]", "tools", null, 1, 2048 + 61, true)]
    [InlineData("[{\"type\":\"c\\u0075stom\"}]", "tools", null, 1, 2048 + 24, true)]
    [InlineData("[{\"type\":\"web_search_20250305\",\"max_uses\":1},{\"type\":\"web_search_20250305\",\"max_uses\":2},{\"name\":\"f\"}]", "tools", 3, 3, 3072 + 102, true)]
    [InlineData("[]", null, null, 0, 2, false)]
    public void Read_Tools_AreCountedAndHostedOnesTold(string tools, string? field, int? uses, int count, long bytes, bool uncountable)
    {
        var facts = Read("{\"model\":\"m\"," + Rest + ",\"tools\":" + tools + "}");

        (facts.HostedToolField, facts.HostedToolUses, facts.Tools, facts.Uncountable).ShouldBe((field, uses, count, uncountable));
        facts.TextBytes.ShouldBe(bytes + 1);
    }

    [Theory]
    [InlineData("\"mcp_servers\":[{\"url\":\"x\"}]", "mcp_servers")]
    [InlineData("\"container\":\"abc\"", "container")]
    [InlineData("\"mcp_servers\":[]", null)]
    [InlineData("\"container\":null", null)]
    public void Read_FieldOfAHostedTool_IsTold(string field, string? expected) =>
        Read("{\"model\":\"m\"," + Rest + "," + field + "}").HostedToolField.ShouldBe(expected);

    [Theory]
    [InlineData("\"output_config\":{\"effort\":\"low\"}", 16 + 1024)]
    [InlineData("\"tool_choice\":{\"type\":\"any\"}", 14 + 1024)]
    [InlineData("\"unheard_of\":[1,2]", 5)]
    [InlineData("\"inference_geo\":\"global\"", 0)]
    [InlineData("\"speed\":\"standard\"", 0)]
    [InlineData("\"fallbacks\":null", 0)]
    public void Read_OtherFields_CountWhatTheyMayAddToThePrompt(string field, long bytes) =>
        Read("{\"model\":\"m\"," + Rest + "," + field + "}").TextBytes.ShouldBe(1 + bytes);

    [Theory]
    [InlineData("{\"model\":\"m\",\"model\":\"n\"," + Rest + "}", "model")]
    [InlineData("{\"mod\\u0065l\":\"m\"," + Rest + "}", "model")]
    [InlineData("{\"Model\":\"m\"," + Rest + "}", "Model")]
    [InlineData("{\"MAX_TOKENS\":1,\"model\":\"m\"," + Rest + "}", "MAX_TOKENS")]
    [InlineData("{\"ſystem\":1,\"model\":\"m\"," + Rest + "}", "ſystem")]
    [InlineData("{" + Rest + "}", "model")]
    [InlineData("{\"model\":\"\"," + Rest + "}", "model")]
    [InlineData("{\"model\":\"a\\nb\"," + Rest + "}", "model")]
    [InlineData("{\"model\":\"m\"," + Messages + "}", "max_tokens")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":0," + Messages + "}", "max_tokens")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":1.5," + Messages + "}", "max_tokens")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":99999999999999999999," + Messages + "}", "max_tokens")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":null," + Messages + "}", "max_tokens")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":9}", "messages")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[]}", "messages")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[1]}", "messages")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":9,\"messages\":{}}", "messages")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"system\":{}}", "system")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"stream\":1}", "stream")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"thinking\":true}", "thinking")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"thinking\":{\"budget_tokens\":\"1\"}}", "thinking.budget_tokens")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"thinking\":{\"type\":\"a\",\"type\":\"b\"}}", "thinking.type")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"service_tier\":1}", "service_tier")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"tools\":{}}", "tools")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"tools\":[1]}", "tools")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":[]}", "metadata")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"user_id\":1}}", "metadata.user_id")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"project\":1}}", "metadata.project")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"fallbacks\":[{}]}", "fallbacks")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"inference_geo\":\"us\"}", "inference_geo")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"speed\":\"fast\"}", "speed")]
    [InlineData("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"\\ud800\":1}]}", null)]
    [InlineData("[]", null)]
    [InlineData("{\"model\":", null)]
    public void Read_WhatCannotBe_IsRefusedByName(string body, string? param)
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

    [Fact]
    public void Read_CountOfTokens_NeedsNoLimit()
    {
        var edits = default(ChatRequestEdits);

        ChatRequestReader.TryRead(Encoding.UTF8.GetBytes("{\"model\":\"m\"," + Messages + "}"), new CallFacts(), ref edits, out _, countOnly: true).ShouldBeTrue();
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
