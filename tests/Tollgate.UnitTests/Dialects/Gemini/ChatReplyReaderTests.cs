using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Gemini;

public sealed class ChatReplyReaderTests
{
    [Fact]
    public void Read_WholeUsage_CountsEachTokenOnce()
    {
        const string Reply = """{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,"thoughtsTokenCount":7,"toolUsePromptTokenCount":5,"totalTokenCount":132,"promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"modality":"AUDIO","tokenCount":30}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":10},{"modality":"TEXT","tokenCount":30}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":3}],"serviceTier":"FLEX"},"modelVersion":"gemini-3.5-flash"} """;
        var facts = Read(Reply);

        (facts.UsageState, facts.ServiceTier, facts.IsError, facts.HasMembers).ShouldBe((UsageState.Reported, "flex", false, true));
        facts.Usage.ShouldBe(new ReportedUsage
        {
            InputTokens = 105, CachedInputTokens = 30, AudioInputTokens = 30, OutputTokens = 27, ReasoningTokens = 7, AudioOutputTokens = 3,
        });
        Reply[facts.ClosingBrace].ShouldBe('}');
    }

    [Theory]
    [InlineData("\"promptTokenCount\":5,\"totalTokenCount\":5", 5, 0, 0)]
    [InlineData("\"promptTokenCount\":5,\"candidatesTokenCount\":2,\"totalTokenCount\":17", 5, 12, 10)]
    [InlineData("\"promptTokenCount\":5,\"candidatesTokenCount\":null", 5, 0, 0)]
    public void Read_Total_HoldsWhatItsPartsLeaveOut(string usage, long input, long output, long reasoning)
    {
        var facts = Read("{\"usageMetadata\":{" + usage + "}}");

        facts.UsageState.ShouldBe(UsageState.Reported);
        (facts.Usage.InputTokens, facts.Usage.OutputTokens, facts.Usage.ReasoningTokens).ShouldBe((input, output, reasoning));
    }

    [Theory]
    [InlineData("gemini-2.5-flash", 1)]
    [InlineData("gemini-3.5-flash", 3)]
    public void Read_Searches_AreCountedAsTheModelIsCharged(string model, long searches) =>
        Read("{\"candidates\":[{\"groundingMetadata\":{\"webSearchQueries\":[\"a\",\"b\",\"c\"]}}],\"usageMetadata\":{\"promptTokenCount\":1},\"modelVersion\":\"" + model + "\"}")
            .Usage.Searches.ShouldBe(searches);

    [Theory]
    [InlineData("{}", UsageState.Missing)]
    [InlineData("{\"usageMetadata\":null}", UsageState.Missing)]
    [InlineData("{\"usageMetadata\":7}", UsageState.Absurd)]
    [InlineData("{\"usageMetadata\":{\"promptTokenCount\":-1}}", UsageState.Absurd)]
    [InlineData("{\"usageMetadata\":{\"promptTokenCount\":1,\"cachedContentTokenCount\":2}}", UsageState.Absurd)]
    [InlineData("{\"usageMetadata\":{\"promptTokenCount\":1,\"promptTokensDetails\":7}}", UsageState.Absurd)]
    public void Read_UsageThatCannotBe_SaysSo(string reply, UsageState state) => Read(reply).UsageState.ShouldBe(state);

    [Fact]
    public void Read_ErrorOrNoJson_IsToldApart()
    {
        Read("{\"error\":{\"code\":400}}").IsError.ShouldBeTrue();
        ChatReplyReader.TryRead("[]"u8, out _).ShouldBeFalse();
        ChatReplyReader.TryRead("{\"candidates\":["u8, out _).ShouldBeFalse();
        ChatReplyReader.TryRead("{\"\\ud800\":1}"u8, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"Invalid value at 'x'","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"generation_config.top_k","description":"d"}]}]}}""", "Invalid value at 'x'", "generation_config.top_k")]
    [InlineData("""[{"error":{"code":429,"message":"Quota of AIzaSyA-1234567890abcdef is used up","status":"RESOURCE_EXHAUSTED"}}]""", "Quota of [removed] is used up", null)]
    [InlineData("""{"error":"down"}""", "down", null)]
    [InlineData("""{"error":{"message":"cut""", null, null)]
    [InlineData("<html>", null, null)]
    public void Read_ErrorOfTheProvider_KeepsItsWordsOnly(string body, string? message, string? param) =>
        ChatErrorReader.Read(Encoding.UTF8.GetBytes(body)).ShouldBe(new ProviderMessage(message, param));

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}]}}""", 401)]
    [InlineData("""{"error":{"code":400,"message":"API_KEY_INVALID","status":"INVALID_ARGUMENT","details":[{"reason":"OTHER"}]}}""", 400)]
    public void Read_ErrorAboutTheKey_MeansThatTheKeyWasRefused(string body, int status) =>
        ChatErrorReader.Read(Encoding.UTF8.GetBytes(body)).StatusOf(400).ShouldBe(status);

    private static ChatReplyFacts Read(string reply)
    {
        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes(reply), out var facts).ShouldBeTrue(reply);
        return facts;
    }
}
