using System.Text;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Dialects;

/// <summary>Usage as each provider defines it, told once: every token in one kind, so that the kinds add up to what the provider bills. A price
/// of another power of ten for each kind shows every token in the sum.</summary>
public sealed class UsageDefinitionsTests
{
    // A token of each kind, nano-USD: plain 1, read from the cache 10^2, written for five minutes 10^4, for an hour 10^6, sound 10^8, output 10^10,
    // thought 10^12; a search 10^14.
    private static readonly ModelPrice Price = new()
    {
        Version = "test",
        Base = new PriceSheet
        {
            Input = At(1),
            CachedInput = At(100),
            CacheWrite = At(10_000),
            CacheWriteHour = At(1_000_000),
            AudioInput = At(100_000_000),
            Output = At(10_000_000_000),
            Reasoning = At(1_000_000_000_000),
        },
        SearchFee = new(100_000_000_000_000),
        ContextWindow = 1_000_000,
        MaxOutputTokens = 1_000_000,
    };

    [Theory]

    // Anthropic: what was read from and written to the cache stands beside the input; writes by how long they last.
    [InlineData("anthropic", """{"usage":{"input_tokens":7,"cache_read_input_tokens":3,"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":5},"output_tokens":6,"service_tier":"standard"}}""", 60_005_040_307)]

    // Writes that are not told apart were for five minutes.
    [InlineData("anthropic", """{"usage":{"input_tokens":7,"cache_read_input_tokens":0,"cache_creation_input_tokens":9,"output_tokens":6}}""", 60_000_090_007)]

    // Thoughts are within the output; searches have a count of their own.
    [InlineData("anthropic", """{"usage":{"input_tokens":7,"output_tokens":6,"output_tokens_details":{"thinking_tokens":2},"server_tool_use":{"web_search_requests":2}}}""", 202_040_000_000_007)]

    // OpenAI: cached within the input, thoughts within the output.
    [InlineData("openai", """{"usage":{"prompt_tokens":10,"completion_tokens":6,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":3,"audio_tokens":2},"completion_tokens_details":{"reasoning_tokens":4}}}""", 4_020_200_000_305)]
    [InlineData("responses", """{"output":[{"type":"web_search_call","action":{"type":"search"}},{"type":"web_search_call","action":{"type":"open_page"}}],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":3},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":16}}""", 104_020_000_000_307)]

    // A cache write that overlaps what was read counts once.
    [InlineData("responses", """{"output":[],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":9},"output_tokens":0,"total_tokens":10}}""", 70_300)]

    // Google: cached within the prompt, thoughts and what tools found beside; sound named apart.
    [InlineData("google", """{"usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":3,"candidatesTokenCount":2,"thoughtsTokenCount":4,"toolUsePromptTokenCount":5,"totalTokenCount":21}}""", 4_020_000_000_312)]
    [InlineData("google", """{"usageMetadata":{"promptTokenCount":10,"promptTokensDetails":[{"modality":"TEXT","tokenCount":8},{"modality":"AUDIO","tokenCount":2}],"candidatesTokenCount":2,"totalTokenCount":12}}""", 20_200_000_008)]

    // What the total holds beyond its parts was thought.
    [InlineData("google", """{"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":16}}""", 4_020_000_000_010)]

    // xAI: thoughts beside the completion; DeepSeek and Mistral: hits within the prompt, named twice.
    [InlineData("xai", """{"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":4}}}""", 4_020_000_000_307)]
    [InlineData("deepseek", """{"usage":{"prompt_tokens":10,"completion_tokens":6,"total_tokens":16,"prompt_cache_hit_tokens":3,"prompt_cache_miss_tokens":7,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":4}}}""", 4_020_000_000_307)]
    [InlineData("mistral", """{"usage":{"prompt_tokens":10,"completion_tokens":6,"total_tokens":16,"num_cached_tokens":3,"prompt_tokens_details":{"cached_tokens":3}}}""", 60_000_000_307)]
    public void Usage_ByItsProvidersDefinition_CountsEachTokenOnce(string kind, string reply, long nanoUsd)
    {
        var dialect = kind == "responses" ? ChatDialect.Responses : ChatDialect.Of(kind);

        dialect.TryReadReply(Encoding.UTF8.GetBytes(reply), out var told).ShouldBeTrue();

        told.UsageState.ShouldBe(UsageState.Reported);
        Charges.Reported(Record(), Price, new CallFacts(), told.Usage, told.ServiceTier).Value.ShouldBe(nanoUsd);
    }

    private static UnitPrice At(long nanoUsd) => new(nanoUsd * 1_000_000);

    private static CallRecord Record() => new()
    {
        RequestId = default, AtMs = 0, Workspace = default, Key = default, Mode = KeyMode.Live, Route = "", BoundNanoUsd = long.MaxValue,
    };
}
