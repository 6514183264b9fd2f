using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Prices of any shape that price lists have, some dearer in odd places.</summary>
internal static class RandomPrices
{
    public static ModelPrice Make(Draw draw)
    {
        var window = draw.One(4_000L, 128_000, 200_000, 1_000_000);
        return new ModelPrice
        {
            Version = "test",
            Base = Sheet(draw),
            LongContext = Long(draw, window),
            ServiceTiers = draw.In(50) ? [] : [new("priority", Sheet(draw)) { LongContext = Long(draw, window) }, new("flex", Sheet(draw))],
            SearchFee = draw.In(80) ? new(draw.To(50_000_000)) : null,
            RequestFeeNanoUsd = draw.In(10) ? draw.To(50_000_000) : 0,
            ContextWindow = window,
            MaxOutputTokens = Math.Min(window, draw.One(1_000L, 8_192, 64_000, 128_000)),
        };
    }

    private static LongContextTier[] Long(Draw draw, long window) =>
        draw.In(40) ? [new(draw.From(100, 3_000), Sheet(draw)), new(window / 2, Sheet(draw))] : [];

    private static PriceSheet Sheet(Draw draw) => new()
    {
        Input = Price(draw),
        Output = Price(draw),
        CachedInput = Maybe(draw),
        CacheWrite = Maybe(draw),
        CacheWriteHour = Maybe(draw),
        AudioInput = Maybe(draw),
        Reasoning = Maybe(draw),
        AudioOutput = Maybe(draw),
    };

    private static UnitPrice? Maybe(Draw draw) => draw.In(40) ? null : Price(draw);

    // Up to 150 USD per million tokens, with odd nano-USD.
    private static UnitPrice Price(Draw draw) => new(draw.In(5) ? 0 : ((long)draw.To(150_000_000) * 1_000) + draw.To(999));
}
