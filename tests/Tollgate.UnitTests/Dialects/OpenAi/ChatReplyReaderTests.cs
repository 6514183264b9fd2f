using System.Text;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatReplyReaderTests
{
    [Fact]
    public void Read_FullReply_FindsEveryFact()
    {
        const string Reply = """
            {"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"a\nb","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"},
            {"index":1,"message":{"content":null,"refusal":"no","reasoning":"abc","reasoning_content":"abc"}}],"service_tier":"priority",
            "usage":{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1},
            "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":2,"accepted_prediction_tokens":0}} }

            """;

        var facts = Accept(Reply);

        facts.UsageState.ShouldBe(UsageState.Reported);
        facts.Usage.ShouldBe(new ReportedUsage
        {
            InputTokens = 10, CachedInputTokens = 4, AudioInputTokens = 1, OutputTokens = 7, ReasoningTokens = 3, AudioOutputTokens = 2,
        });
        facts.ServiceTier.ShouldBe("priority");
        facts.IsError.ShouldBeFalse();
        facts.HasMembers.ShouldBeTrue();
        facts.ClosingBrace.ShouldBe(Reply.LastIndexOf('}'));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":{}}""")]
    [InlineData("""{"Usage":{"prompt_tokens":1,"completion_tokens":1}}""")]
    public void Read_NoUsage_IsMissing(string reply) => Accept(reply).UsageState.ShouldBe(UsageState.Missing);

    [Theory]
    [InlineData("""{"usage":7}""")]
    [InlineData("""{"usage":[]}""")]
    [InlineData("""{"usage":{"prompt_tokens":-1,"completion_tokens":1}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1.5,"completion_tokens":1}}""")]
    [InlineData("""{"usage":{"prompt_tokens":"1","completion_tokens":1}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1}}""")]
    [InlineData("""{"usage":{"completion_tokens":1}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":99999999999999999999}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":1000000001}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":-1}}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":3}}""")]
    public void Read_UsageThatCannotBe_IsAbsurd(string reply) => Accept(reply).UsageState.ShouldBe(UsageState.Absurd);

    [Fact]
    public void Read_UsageTwice_TakesTheLast()
    {
        var facts = Accept("""{"usage":{"prompt_tokens":1,"completion_tokens":1},"usage":{"prompt_tokens":2,"completion_tokens":3,"completion_tokens":4}}""");

        facts.Usage.ShouldBe(new ReportedUsage { InputTokens = 2, OutputTokens = 4 });
    }

    [Fact]
    public void Read_ReasoningCountedBesideTheCompletion_IsAddedToIt()
    {
        var facts = Accept("""{"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":10}}}""");

        facts.Usage.ShouldBe(new ReportedUsage { InputTokens = 5, OutputTokens = 12, ReasoningTokens = 10 });
    }

    [Fact]
    public void Read_CachedTokensByDeepSeeksName_AreFound() =>
        Accept("""{"usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_cache_hit_tokens":3,"prompt_cache_miss_tokens":2}}""")
            .Usage.CachedInputTokens.ShouldBe(3);

    [Theory]
    [InlineData(10, 3, 4, 4)]
    [InlineData(10, 8, 4, 2)]
    public void Read_TokensWrittenToTheCache_AreCountedOnce(long prompt, long cached, long written, long expected) =>
        Accept("{\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":" + cached + ",\"cache_write_tokens\":" + written + "}}}")
            .Usage.ShouldBe(new ReportedUsage { InputTokens = prompt, CachedInputTokens = cached, CacheWriteTokens = expected, OutputTokens = 2 });

    [Theory]
    [InlineData("""{"error":{"message":"x"}}""", true)]
    [InlineData("""{"error":"x"}""", true)]
    [InlineData("""{"error":null,"choices":[]}""", false)]
    [InlineData("""{"choices":[{"error":{}}]}""", false)]
    public void Read_ErrorWithGoodStatus_IsSeen(string reply, bool isError) => Accept(reply).IsError.ShouldBe(isError);

    [Theory]
    [InlineData("{}", 1, false)]
    [InlineData(" { } ", 3, false)]
    [InlineData("{\"a\":{}} \n", 7, true)]
    public void Read_PlaceForTheBlock_IsTheRootsEnd(string reply, int at, bool members)
    {
        var facts = Accept(reply);

        facts.ClosingBrace.ShouldBe(at);
        facts.HasMembers.ShouldBe(members);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{\"usage\":")]
    [InlineData("{}{}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"x\"}")]
    public void Read_NoJsonObject_IsRefused(string reply) =>
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(reply), out _).ShouldBeFalse();

    private static ChatReplyFacts Accept(string reply)
    {
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(reply), out var facts).ShouldBeTrue();
        return facts;
    }
}
