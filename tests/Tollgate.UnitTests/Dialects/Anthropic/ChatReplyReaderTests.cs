using System.Text;
using Tollgate.Dialects.Anthropic;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Anthropic;

public sealed class ChatReplyReaderTests
{
    [Fact]
    public void Read_FullReply_CountsEveryTokenOnce()
    {
        const string Reply = """{"id":"msg_1","content":[{"type":"text","text":"a"}],"usage":{"input_tokens":10,"cache_creation_input_tokens":7,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":20,"output_tokens_details":{"thinking_tokens":6},"server_tool_use":{"web_search_requests":2,"web_fetch_requests":1},"inference_geo":"global","service_tier":"priority"} }""";

        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(Reply), out var facts).ShouldBeTrue();

        facts.ShouldBe(new ChatReplyFacts
        {
            UsageState = UsageState.Reported,
            Usage = new ReportedUsage
            {
                InputTokens = 22, CachedInputTokens = 5, CacheWriteTokens = 3, CacheWriteHourTokens = 4, OutputTokens = 20, ReasoningTokens = 6, Searches = 2,
            },
            ServiceTier = "priority",
            ClosingBrace = Reply.Length - 1,
            HasMembers = true,
        });
    }

    [Theory]
    [InlineData("""{"input_tokens":1,"output_tokens":2}""", UsageState.Reported, 1, 0, 2)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":3,"cache_creation":null}""", UsageState.Reported, 4, 3, 2)]
    [InlineData("""{"input_tokens":1,"input_tokens":5,"output_tokens":2}""", UsageState.Reported, 5, 0, 2)]
    [InlineData("""{"input_tokens":1}""", UsageState.Absurd, 1, 0, 0)]
    [InlineData("""{"input_tokens":-1,"output_tokens":2}""", UsageState.Absurd, 0, 0, 2)]
    [InlineData("""{"input_tokens":1.5,"output_tokens":2}""", UsageState.Absurd, 0, 0, 2)]
    [InlineData("""{"input_tokens":1,"output_tokens":99999999999}""", UsageState.Absurd, 1, 0, 0)]
    [InlineData("""{"input_tokens":1,"output_tokens":2,"output_tokens_details":{"thinking_tokens":3}}""", UsageState.Absurd, 1, 0, 2)]
    [InlineData("[]", UsageState.Absurd, 0, 0, 0)]
    [InlineData("{}", UsageState.Missing, 0, 0, 0)]
    [InlineData("null", UsageState.Missing, 0, 0, 0)]
    public void Read_Usage_IsToldOrRefused(string usage, UsageState state, long input, long write, long output)
    {
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes("{\"usage\":" + usage + "}"), out var facts).ShouldBeTrue();

        facts.UsageState.ShouldBe(state);
        (facts.Usage.InputTokens, facts.Usage.CacheWriteTokens, facts.Usage.OutputTokens).ShouldBe((input, write, output));
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"x"}}""", true)]
    [InlineData("""{"error":null}""", false)]
    public void Read_ErrorObject_IsKnown(string body, bool expected)
    {
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(body), out var facts).ShouldBeTrue();

        facts.IsError.ShouldBe(expected);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":")]
    [InlineData("{}{}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("")]
    public void Read_NoJsonObject_IsRefused(string body) => ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(body), out _).ShouldBeFalse();
}
