using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Prices;

public sealed class QuoteTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3_000);

    [Fact]
    public void Cost_UsageWithinTheBound_NeverPassesIt() =>
        Prop.ForAll(
            PriceGens.AnyCall.ToArbitrary(),
            call => Quote.Cost(call.Price, call.Usage, call.RanIn) <= Quote.Bound(call.Price, call.Bound)).Check(Many);

    [Fact]
    public void Cost_AnyUsage_EqualsRationalArithmeticRoundedUpOnce() =>
        Prop.ForAll(
            PriceGens.AnyCall.ToArbitrary(),
            call => Quote.Cost(call.Price, call.Usage, call.RanIn).Value == RationalCost(call.Price, call.Usage, call.RanIn)).Check(Many);

    [Fact]
    public void Cost_OneMoreTokenOfAnyKind_IsNeverCheaper() =>
        Prop.ForAll(
            PriceGens.Sheet.ToArbitrary(),
            PriceGens.AnyUsage.ToArbitrary(),
            Gen.Choose(0, 7).ToArbitrary(),
            (sheet, usage, kind) =>
            {
                var price = Flat(sheet);
                var more = OneMore(usage, kind);
                return !more.IsPlausible || Quote.Cost(price, usage) <= Quote.Cost(price, more);
            }).Check(Many);

    [Fact]
    public void Bound_MoreAllowed_IsNeverCheaper() =>
        Prop.ForAll(
            PriceGens.AnyCall.ToArbitrary(),
            call =>
            {
                var bound = Quote.Bound(call.Price, call.Bound);
                var b = call.Bound;
                return bound <= Quote.Bound(call.Price, b with { InputTokens = b.InputTokens + 1 })
                    && bound <= Quote.Bound(call.Price, b with { InputUncountable = true })
                    && bound <= Quote.Bound(call.Price, b with { OutputTokens = null })
                    && bound <= Quote.Bound(call.Price, b with { Choices = b.Choices + 1 })
                    && bound <= Quote.Bound(call.Price, b with { ExtraOutputTokens = b.ExtraOutputTokens + 1 })
                    && bound <= Quote.Bound(call.Price, b with { AudioInput = true, AudioOutput = true })
                    && bound <= Quote.Bound(call.Price, b with { Searches = b.Searches + 1 });
            }).Check(Many);

    [Fact]
    public void OutputThatFits_AnyRoom_IsTheLargestLimitWhoseBoundFits() =>
        Prop.ForAll(
            PriceGens.AnyCall.ToArbitrary(),
            Gen.Choose(-10, 110).ToArbitrary(),
            Gen.Choose(-2, 2).ToArbitrary(),
            (call, percent, offset) =>
            {
                var (price, bound) = (call.Price, call.Bound);
                var most = Math.Min(bound.OutputTokens ?? price.MaxOutputTokens, price.MaxOutputTokens);
                var least = Quote.Bound(price, bound with { OutputTokens = 0 }).Value;
                var room = least + (long)((Int128)(Quote.Bound(price, bound).Value - least) * percent / 100) + offset;

                var fits = Quote.OutputThatFits(price, bound, room);

                return fits >= 0 && fits <= most
                    && (fits == 0 || Quote.Bound(price, bound with { OutputTokens = fits }).Value <= room)
                    && (fits == most || Quote.Bound(price, bound with { OutputTokens = fits + 1 }).Value > room);
            }).Check(Many);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_009_999, 0)]
    [InlineData(1_010_000, 1)]
    [InlineData(1_019_999, 1)]
    [InlineData(10_990_000, 999)]
    [InlineData(11_000_000, 1_000)]
    [InlineData(long.MaxValue, 1_000)]
    public void OutputThatFits_RoomAtItsEdges_IsExact(long room, long expected)
    {
        var price = Flat(Sheet(1_000_000_000, 5_000_000_000)) with { RequestFeeNanoUsd = 1_000_000 - 1_000, MaxOutputTokens = 1_000 };

        Quote.OutputThatFits(price, new CallBound { InputTokens = 1, Choices = 2 }, room).ShouldBe(expected);
    }

    [Fact]
    public void Bound_PlainCall_IsInputAndOutputAtListPrice()
    {
        var price = Flat(Sheet(2_500_000_000, 10_000_000_000));

        // 1,000 x 2.5 USD/M + 2 x 100 x 10 USD/M = 0.0025 + 0.002
        Quote.Bound(price, new CallBound { InputTokens = 1_000, OutputTokens = 100, Choices = 2 })
            .ShouldBe(new NanoUsd(4_500_000));
    }

    [Fact]
    public void Bound_OutputNotNamedOrBeyondTheModel_TakesTheModelsMaximum()
    {
        var price = Flat(Sheet(0, 1_000_000));

        Quote.Bound(price, new CallBound { InputTokens = 1 }).ShouldBe(new NanoUsd(16_000));
        Quote.Bound(price, new CallBound { InputTokens = 1, OutputTokens = long.MaxValue }).ShouldBe(new NanoUsd(16_000));
    }

    [Fact]
    public void Bound_InputBeyondTheWindowOrUncountable_TakesTheContextWindow()
    {
        var price = Flat(Sheet(1_000_000, 0));

        Quote.Bound(price, new CallBound { InputTokens = long.MaxValue, Choices = 1 }).ShouldBe(new NanoUsd(128_000));
        Quote.Bound(price, new CallBound { InputTokens = 1, InputUncountable = true, Choices = 1 }).ShouldBe(new NanoUsd(128_000));
    }

    [Fact]
    public void Bound_LongTierOutOfReach_IsNotHeld()
    {
        var price = Flat(Sheet(1_000_000, 0)) with { LongContext = [new LongContextTier(1_001, Sheet(5_000_000, 0))] };

        Quote.Bound(price, new CallBound { InputTokens = 1_000, Choices = 1 }).ShouldBe(new NanoUsd(1_000));
        Quote.Bound(price, new CallBound { InputTokens = 1_001, Choices = 1 }).ShouldBe(new NanoUsd(5_005));
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData("default", 100)]
    [InlineData("standard", 100)]
    [InlineData("scale", 100)]
    [InlineData("flex", 100)]
    [InlineData("priority", 200)]
    [InlineData("auto", 200)]
    public void Bound_ServiceTierAsked_TakesTheDearestThatMayRun(string? tier, long expected)
    {
        var price = Flat(Sheet(1_000_000, 0)) with
        {
            ServiceTiers = [new ServiceTier("flex", Sheet(500_000, 0)), new ServiceTier("priority", Sheet(2_000_000, 0))],
        };

        Quote.Bound(price, new CallBound { InputTokens = 100, Choices = 1, ServiceTier = tier }).ShouldBe(new NanoUsd(expected));
    }

    [Fact]
    public void KnowsTier_NameWithoutPrice_IsRefusedUnlessItCannotCostMore()
    {
        var plain = Flat(Sheet(1, 1));
        var tiered = plain with { ServiceTiers = [new ServiceTier("priority", Sheet(2, 2))] };

        foreach (var name in new[] { null, "auto", "default", "standard", "flex", "scale" })
        {
            Quote.KnowsTier(plain, name).ShouldBeTrue();
        }

        Quote.KnowsTier(plain, "priority").ShouldBeFalse();
        Quote.KnowsTier(tiered, "priority").ShouldBeTrue();
        Quote.KnowsTier(tiered, "warp").ShouldBeFalse();
    }

    [Fact]
    public void Cost_EachKindPresent_CountsEveryTokenOnce()
    {
        var price = Flat(new PriceSheet
        {
            Input = new UnitPrice(1_000_000),
            CachedInput = new UnitPrice(10_000_000),
            CacheWrite = new UnitPrice(100_000_000),
            CacheWriteHour = new UnitPrice(1_000_000_000),
            AudioInput = new UnitPrice(10_000_000_000),
            Output = new UnitPrice(100_000_000_000),
            Reasoning = new UnitPrice(1_000_000_000_000),
            AudioOutput = new UnitPrice(10_000_000_000_000),
        });
        var usage = new TokenUsage
        {
            InputTokens = 15,
            CachedInputTokens = 2,
            CacheWriteTokens = 3,
            CacheWriteHourTokens = 4,
            AudioInputTokens = 5,
            OutputTokens = 21,
            ReasoningTokens = 7,
            AudioOutputTokens = 8,
        };

        Quote.Cost(price, usage).ShouldBe(new NanoUsd(87_654_321));
    }

    [Fact]
    public void Cost_FeesOfRequestAndSearches_AreAdded()
    {
        var price = Flat(Sheet(0, 0)) with { RequestFeeNanoUsd = 7, SearchFee = new NanoPerSearch(10_000_000) };

        Quote.Cost(price, new TokenUsage { Searches = 3 }).ShouldBe(new NanoUsd(30_000_007));
    }

    [Fact]
    public void Cost_FractionsOfTwoKinds_AreRoundedTogetherNotApart()
    {
        var price = Flat(Sheet(500_000, 500_000));

        Quote.Cost(price, new TokenUsage { InputTokens = 1, OutputTokens = 1 }).ShouldBe(new NanoUsd(1));
        Quote.Cost(price, new TokenUsage { InputTokens = 1 }).ShouldBe(new NanoUsd(1));
    }

    [Fact]
    public void Cost_UsageNotPlausible_IsAMistakeOfTheCaller() =>
        Should.Throw<ArgumentException>(() => Quote.Cost(Flat(Sheet(1, 1)), new TokenUsage { InputTokens = 1, CachedInputTokens = 2 }));

    [Fact]
    public void Bound_BeyondWhatMoneyHolds_Overflows()
    {
        var price = Flat(Sheet(0, long.MaxValue)) with { MaxOutputTokens = 1_000_000_000 };

        Should.Throw<OverflowException>(() => Quote.Bound(price, new CallBound { InputTokens = 0, Choices = int.MaxValue }));
    }

    [Fact]
    public void BoundAndCost_WithoutTiers_AllocateNothing()
    {
        var price = Flat(Sheet(2_500_000_000, 10_000_000_000));
        var bound = new CallBound { InputTokens = 1_000, OutputTokens = 100, Choices = 1 };
        var usage = new TokenUsage { InputTokens = 1_000, CachedInputTokens = 10, OutputTokens = 100 };
        _ = Quote.Bound(price, bound) + Quote.Cost(price, usage);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _ = Quote.Bound(price, bound) + Quote.Cost(price, usage);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static long RationalCost(ModelPrice price, TokenUsage usage, string? ranIn)
    {
        var tier = price.ServiceTiers.SingleOrDefault(t => t.Name == ranIn);
        var longBase = price.LongContext.LastOrDefault(t => usage.InputTokens >= t.FromInputTokens)?.Sheet;
        var longTier = tier?.LongContext.LastOrDefault(t => usage.InputTokens >= t.FromInputTokens)?.Sheet;
        var sum = Sum(longTier ?? tier?.Sheet ?? longBase ?? price.Base);
        if (tier is { LongContext.Count: 0 } && longBase is not null)
        {
            sum = BigInteger.Max(sum, Sum(longBase));
        }

        var whole = sum + (((BigInteger)usage.Searches * price.SearchFee!.Value.Value) + price.RequestFeeNanoUsd) * 1_000_000;
        return (long)((whole + 999_999) / 1_000_000);

        BigInteger Sum(PriceSheet sheet)
        {
            var parts = new (long Tokens, UnitPrice Price)[]
            {
                (usage.CachedInputTokens, sheet.CachedInput ?? sheet.Input),
                (usage.CacheWriteTokens, sheet.CacheWrite ?? sheet.Input),
                (usage.CacheWriteHourTokens, sheet.CacheWriteHour ?? sheet.Input),
                (usage.AudioInputTokens, sheet.AudioInput ?? sheet.Input),
            };
            var outParts = new (long Tokens, UnitPrice Price)[]
            {
                (usage.ReasoningTokens, sheet.Reasoning ?? sheet.Output),
                (usage.AudioOutputTokens, sheet.AudioOutput ?? sheet.Output),
            };
            return parts.Append((usage.InputTokens - parts.Sum(p => p.Tokens), sheet.Input))
                .Concat(outParts.Append((usage.OutputTokens - outParts.Sum(p => p.Tokens), sheet.Output)))
                .Aggregate(BigInteger.Zero, (sum, p) => sum + ((BigInteger)p.Item1 * p.Item2.NanoUsdPerMillion));
        }
    }

    private static TokenUsage OneMore(TokenUsage u, int kind) => kind switch
    {
        0 => u with { InputTokens = u.InputTokens + 1 },
        1 => u with { InputTokens = u.InputTokens + 1, CachedInputTokens = u.CachedInputTokens + 1 },
        2 => u with { InputTokens = u.InputTokens + 1, CacheWriteTokens = u.CacheWriteTokens + 1 },
        3 => u with { InputTokens = u.InputTokens + 1, CacheWriteHourTokens = u.CacheWriteHourTokens + 1 },
        4 => u with { InputTokens = u.InputTokens + 1, AudioInputTokens = u.AudioInputTokens + 1 },
        5 => u with { OutputTokens = u.OutputTokens + 1 },
        6 => u with { OutputTokens = u.OutputTokens + 1, ReasoningTokens = u.ReasoningTokens + 1 },
        _ => u with { OutputTokens = u.OutputTokens + 1, AudioOutputTokens = u.AudioOutputTokens + 1 },
    };

    private static PriceSheet Sheet(long input, long output) => new() { Input = new UnitPrice(input), Output = new UnitPrice(output) };

    private static ModelPrice Flat(PriceSheet sheet) =>
        new() { Version = "test", Base = sheet, ContextWindow = 128_000, MaxOutputTokens = 16_000 };
}
