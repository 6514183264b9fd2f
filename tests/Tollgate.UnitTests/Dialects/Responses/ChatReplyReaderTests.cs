using System.Text;
using Tollgate.Dialects.Responses;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Responses;

public sealed class ChatReplyReaderTests
{
    [Fact]
    public void Read_FullReply_FindsEveryFact()
    {
        const string Reply = """
            {"id":"resp_1","object":"response","status":"completed","error":null,"incomplete_details":null,"service_tier":"flex",
            "output":[{"type":"web_search_call","action":{"type":"search","sources":[{"type":"url"}]}},{"type":"web_search_call","action":{"type":"open_page"}},
            {"action":{"query":"q"},"type":"web_search_call"},{"type":"message","content":[{"type":"output_text","text":"web_search_call"}]}],
            "usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":2},"output_tokens":7,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":17}}

            """;

        var facts = Accept(Reply);

        facts.Usage.ShouldBe(new ReportedUsage { InputTokens = 10, CachedInputTokens = 4, CacheWriteTokens = 2, OutputTokens = 7, ReasoningTokens = 3, Searches = 2 });
        (facts.UsageState, facts.ServiceTier, facts.IsError, facts.HasMembers).ShouldBe((UsageState.Reported, "flex", false, true));
        facts.ClosingBrace.ShouldBe(Reply.LastIndexOf('}'));
    }

    [Theory]
    [InlineData("{}", UsageState.Missing)]
    [InlineData("""{"usage":null}""", UsageState.Missing)]
    [InlineData("""{"usage":{}}""", UsageState.Missing)]
    [InlineData("""{"output":7,"usage":{"input_tokens":1,"output_tokens":1,"input_tokens_details":null}}""", UsageState.Reported)]
    [InlineData("""{"usage":7}""", UsageState.Absurd)]
    [InlineData("""{"usage":{"input_tokens":-1,"output_tokens":1}}""", UsageState.Absurd)]
    [InlineData("""{"usage":{"input_tokens":1}}""", UsageState.Absurd)]
    [InlineData("""{"usage":{"input_tokens":1,"output_tokens":1,"input_tokens_details":{"cached_tokens":2}}}""", UsageState.Absurd)]
    [InlineData("""{"usage":{"input_tokens":1,"output_tokens":1,"output_tokens_details":{"reasoning_tokens":2}}}""", UsageState.Absurd)]
    [InlineData("""{"usage":{"input_tokens":1,"output_tokens":1,"output_tokens_details":3}}""", UsageState.Absurd)]
    public void Read_Usage_IsKnownForWhatItIs(string reply, UsageState state) => Accept(reply).UsageState.ShouldBe(state);

    [Theory]
    [InlineData("""{"status":"failed","error":{"code":"server_error","message":"x"}}""", true)]
    [InlineData("""{"status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"}}""", false)]
    public void Read_Error_IsToldFromAShortAnswer(string reply, bool error) => Accept(reply).IsError.ShouldBe(error);

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"a\":")]
    [InlineData("{\"\\ud800\":1}")]
    public void Read_NoObject_IsNotRead(string reply) => ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(reply), out _).ShouldBeFalse();

    private static ChatReplyFacts Accept(string reply)
    {
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(reply), out var facts).ShouldBeTrue();
        return facts;
    }
}
