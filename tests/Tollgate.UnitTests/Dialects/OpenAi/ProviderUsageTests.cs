using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ProviderUsageTests
{
    private const string Choice = "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]";

    // What each provider reports, by its own definition: input, of it cached, output, of it thought; and what that costs, nano-USD.
    public static TheoryData<string, string, ReportedUsage, long> Payloads() => new()
    {
        {
            "xai/grok-4.3",
            """{"prompt_tokens":10120,"completion_tokens":1499,"total_tokens":14428,"prompt_tokens_details":{"text_tokens":10120,"audio_tokens":0,"image_tokens":0,"cached_tokens":128},"completion_tokens_details":{"reasoning_tokens":2809,"audio_tokens":0},"num_sources_used":0,"cost_in_usd_ticks":232856000}""",
            new ReportedUsage { InputTokens = 10_120, CachedInputTokens = 128, OutputTokens = 4_308, ReasoningTokens = 2_809 },
            23_285_600
        },
        {
            "mistral/mistral-large-2512",
            """{"prompt_tokens":1013,"total_tokens":1043,"completion_tokens":30,"prompt_audio_seconds":{},"num_cached_tokens":1008,"prompt_tokens_details":{"cached_tokens":1008}}""",
            new ReportedUsage { InputTokens = 1_013, CachedInputTokens = 1_008, OutputTokens = 30 },
            97_900
        },
        {
            "deepseek/deepseek-v4-pro",
            """{"prompt_tokens":1000,"completion_tokens":300,"total_tokens":1300,"prompt_tokens_details":{"cached_tokens":640},"completion_tokens_details":{"reasoning_tokens":200},"prompt_cache_hit_tokens":640,"prompt_cache_miss_tokens":360}""",
            new ReportedUsage { InputTokens = 1_000, CachedInputTokens = 640, OutputTokens = 300, ReasoningTokens = 200 },
            419_920
        },
        {
            "groq/openai/gpt-oss-120b",
            """{"queue_time":0.05,"prompt_tokens":100,"prompt_time":0.001,"completion_tokens":40,"completion_time":0.1,"total_tokens":140,"total_time":0.1,"prompt_tokens_details":{"cached_tokens":60},"completion_tokens_details":{"reasoning_tokens":30}}""",
            new ReportedUsage { InputTokens = 100, CachedInputTokens = 60, OutputTokens = 40, ReasoningTokens = 30 },
            34_500
        },
        {
            "openrouter/any",
            """{"prompt_tokens":194,"completion_tokens":30,"total_tokens":224,"cost":0.95,"is_byok":false,"prompt_tokens_details":{"cached_tokens":50,"cache_write_tokens":100,"audio_tokens":0,"video_tokens":0},"cost_details":{"upstream_inference_cost":null},"completion_tokens_details":{"reasoning_tokens":12,"image_tokens":0}}""",
            new ReportedUsage { InputTokens = 194, CachedInputTokens = 50, CacheWriteTokens = 100, OutputTokens = 30, ReasoningTokens = 12 },
            254_000
        },
        {
            "together/any",
            """{"prompt_tokens":80,"completion_tokens":20,"total_tokens":100,"cached_tokens":64}""",
            new ReportedUsage { InputTokens = 80, CachedInputTokens = 64, OutputTokens = 20 },
            120_000
        },
        {
            "fireworks/any",
            """{"prompt_tokens":80,"total_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":16}}""",
            new ReportedUsage { InputTokens = 80, CachedInputTokens = 16, OutputTokens = 20 },
            120_000
        },
        {
            "ollama/any",
            """{"prompt_tokens":26,"completion_tokens":10,"total_tokens":36}""",
            new ReportedUsage { InputTokens = 26, OutputTokens = 10 },
            46_000
        },
        {
            "azure/any",
            """{"completion_tokens":20,"completion_tokens_details":{"accepted_prediction_tokens":0,"audio_tokens":0,"reasoning_tokens":8,"rejected_prediction_tokens":0},"prompt_tokens":80,"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":0},"total_tokens":100}""",
            new ReportedUsage { InputTokens = 80, OutputTokens = 20, ReasoningTokens = 8 },
            120_000
        },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Usage_OfAPlainReply_IsCountedOnceAndPriced(string model, string payload, ReportedUsage expected, long nanoUsd)
    {
        var reply = $$"""{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{{payload}}}""";

        ChatReplyReader.TryRead(Encoding.UTF8.GetBytes("\n\n" + reply), out var facts).ShouldBeTrue();

        facts.UsageState.ShouldBe(UsageState.Reported);
        facts.Usage.ShouldBe(expected);
        Cost(model, facts.Usage).ShouldBe(nanoUsd);
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Usage_OfAStream_IsTheSameWhereverItStands(string model, string payload, ReportedUsage expected, long nanoUsd)
    {
        string[][] streams =
        [
            ["{" + Choice + "}", $$"""{"choices":[],"usage":{{payload}}}"""],
            ["{" + Choice + $$""","usage":{{payload}}}"""],
            ["{" + Choice + ",\"x_groq\":{\"id\":\"req_1\",\"usage\":" + payload + "}}"],
            ["{" + Choice + ",\"x_groq\":{\"id\":\"req_1\",\"usage\":" + payload + "},\"usage\":null}", $$"""{"choices":[],"usage":{{payload}}}"""],
            ["{" + Choice + ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}", "{" + Choice + $$""","usage":{{payload}}}"""],
        ];
        foreach (var stream in streams)
        {
            var reader = new ChatStreamReader();
            foreach (var chunk in stream)
            {
                reader.Observe(Encoding.UTF8.GetBytes(": OPENROUTER PROCESSING\n\n")).ShouldBe(StreamEvent.Other);
                reader.Observe(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"));
            }

            reader.UsageState.ShouldBe(UsageState.Reported);
            reader.Usage.ShouldBe(expected);
            Cost(model, reader.Usage).ShouldBe(nanoUsd);
        }
    }

    [Fact]
    public void Stream_ThatGroqEndsEarly_IsAnError() =>
        new ChatStreamReader().Observe(Encoding.UTF8.GetBytes("data: {\"choices\":[],\"x_groq\":{\"id\":\"r\",\"error\":\"over_capacity\"}}\n\n"))
            .ShouldBe(StreamEvent.Error);

    // Models of the catalog at its price, all others at 1 and 2 USD for a million tokens, without a price for the cache.
    private static long Cost(string model, in ReportedUsage usage)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var known = ModelCatalog.Embedded().Find(model[..slash], model.AsSpan(slash + 1));
        var price = known?.Prices[^1].Price ?? new ModelPrice
        {
            Version = "test",
            ContextWindow = 1_000_000,
            MaxOutputTokens = 1_000_000,
            Base = new PriceSheet { Input = new UnitPrice(1_000_000_000), Output = new UnitPrice(2_000_000_000) },
        };
        return Quote.Cost(price, new TokenUsage
        {
            InputTokens = usage.InputTokens,
            CachedInputTokens = usage.CachedInputTokens,
            CacheWriteTokens = usage.CacheWriteTokens,
            OutputTokens = usage.OutputTokens,
            ReasoningTokens = usage.ReasoningTokens,
        }).Value;
    }
}
