using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>What the gateway charges for a reply: its readers of usage, its catalog, its quote.</summary>
internal sealed class GatewayCalculation(DateOnly day)
{
    private readonly ModelCatalog _catalog = ModelCatalog.Embedded();
    private readonly long _nowMs = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>The cost in nano-USD.</summary>
    public long Cost(UsagePayload payload)
    {
        var reply = Encoding.UTF8.GetBytes(payload.Reply);
        ChatReplyFacts facts;
        (payload.Endpoint switch
        {
            "chat.completions" => Tollgate.Dialects.OpenAi.ChatReplyReader.TryRead(reply, out facts),
            "responses" => Tollgate.Dialects.Responses.ChatReplyReader.TryRead(reply, out facts),
            "messages" => Tollgate.Dialects.Anthropic.ChatReplyReader.TryRead(reply, out facts),
            _ => Tollgate.Dialects.Gemini.ChatReplyReader.TryRead(reply, out facts),
        }).ShouldBeTrue(payload.ToString());
        facts.UsageState.ShouldBe(UsageState.Reported, payload.ToString());
        var price = _catalog.Find(payload.Provider, payload.Model)!.PriceAt(_nowMs)!;
        return Quote.Cost(price, Usage(facts.Usage)).Value;
    }

    private static TokenUsage Usage(in ReportedUsage reported) => new()
    {
        InputTokens = reported.InputTokens,
        CachedInputTokens = reported.CachedInputTokens,
        CacheWriteTokens = reported.CacheWriteTokens,
        CacheWriteHourTokens = reported.CacheWriteHourTokens,
        AudioInputTokens = reported.AudioInputTokens,
        OutputTokens = reported.OutputTokens,
        ReasoningTokens = reported.ReasoningTokens,
        AudioOutputTokens = reported.AudioOutputTokens,
    };
}
