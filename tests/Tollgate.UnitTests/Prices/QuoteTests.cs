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
            call => call.Cost <= Quote.Bound(call.Price, call.Bound)).Check(Many);

    [Fact]
    public void Cost_AnyUsage_EqualsRationalArithmeticRoundedUpOnce() =>
        Prop.ForAll(
            PriceGens.AnyCall.ToArbitrary(),
            call => call.Cost.Value == RationalCost(call)).Check(Many);

    [Fact]
    public void Cost_OneMoreTokenOfAnyKind_IsNeverCheaper() =>
        Prop.ForAll(
            PriceGens.Sheet.ToArbitrary(),
            PriceGens.AnyUsage.ToArbitrary(),
            Gen.Choose(0, 12).ToArbitrary(),
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
                    && bound <= Quote.Bound(call.Price, b with { AudioInput = true, AudioOutput = true, ImageInput = true })
                    && bound <= Quote.Bound(call.Price, b with { Inputs = b.Inputs + 1 })
                    && bound <= Quote.Bound(call.Price, b with { Characters = b.Characters + 1, AudioMs = b.AudioMs + 1 })
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

    [Theory]
    [InlineData(null, null, 40)]
    [InlineData("auto", "auto", 40)]
    [InlineData("1024x1792", null, 80)]
    [InlineData("1024X1024", "HD", 90)]
    [InlineData(null, "hd", 90)]
    [InlineData("4096x4096", "hd", 120)]
    [InlineData("4096x4096", "other", 120)]
    public void BoundAndCost_OfImages_GoBySizeAndQualityOrTheModelsOwn(string? size, string? quality, long each)
    {
        var price = Flat(Sheet(0, 0)) with
        {
            Images =
            [
                new() { Size = "1024x1024", Quality = "hd", NanoUsd = 90 }, new() { Quality = "hd", NanoUsd = 120 },
                new() { Size = "1024x1024", Quality = "standard", NanoUsd = 40 }, new() { Size = "1024x1792", Quality = "standard", NanoUsd = 80 },
            ],
            DefaultImageSize = "1024x1024",
            DefaultImageQuality = "standard",
        };

        Quote.Cost(price, new TokenUsage { Images = 3 }, null, size, quality).ShouldBe(new NanoUsd(3 * each));
        Quote.Bound(price, new CallBound { InputTokens = 0, Images = 3, ImageSize = size, ImageQuality = quality }).ShouldBe(new NanoUsd(3 * each));
    }

    [Theory]
    [InlineData("1024x1024", 1)]
    [InlineData("512x512", 1)]
    [InlineData("1025x1024", 2)]
    [InlineData("2048x2048", 4)]
    [InlineData("0x5", 16)]
    [InlineData("99999999x1", 16)]
    [InlineData("x5", 16)]
    [InlineData("large", 16)]
    [InlineData(null, 16)]
    public void Cost_ImagesByTheMegapixel_CountEachBegunOne(string? size, long megapixels)
    {
        var price = Flat(Sheet(0, 0)) with { Images = [new() { NanoUsd = 25, IsPerMegapixel = true }] };

        Quote.Cost(price, new TokenUsage { Images = 2 }, null, size).ShouldBe(new NanoUsd(2 * 25 * megapixels));
    }

    [Fact]
    public void Bound_ImagesOfTokens_HoldsTheirTokensAtTheDearestAndAllElseAsText()
    {
        var price = Flat(Sheet(1_000_000, 10_000_000) with { ImageOutput = new(40_000_000), ImageInput = new(8_000_000) }) with
        {
            MaxOutputTokens = 100,
            Images = [new() { Quality = "low", OutputTokens = 272 }, new() { OutputTokens = 4_160 }],
        };

        Quote.Bound(price, new CallBound { InputTokens = 7, Images = 2, ImageSize = "1x1", ImageQuality = "low", ExtraOutputTokens = 100 })
            .ShouldBe(new NanoUsd(7 + (100 * 10) + (((2 * 272) + 100) * 40)));
        Quote.Bound(price, new CallBound { InputTokens = 7, Images = 1, ImageInput = true }).ShouldBe(new NanoUsd((7 * 8) + (100 * 10) + (4_160 * 40)));
    }

    [Fact]
    public void BoundAndCost_SpokenAndHeard_AreRoundedOnceWithAllElse()
    {
        var price = Flat(Sheet(400_000, 0)) with { PerCharacter = new(300_000), PerAudioMs = new(300_000) };

        Quote.Cost(price, new TokenUsage { InputTokens = 1, Characters = 1, AudioMs = 1 }).ShouldBe(new NanoUsd(1));
        Quote.Bound(price, new CallBound { InputTokens = 1, Characters = 1, AudioMs = 2 }).ShouldBe(new NanoUsd(2));
    }

    [Fact]
    public void Bound_SeveralInputs_MayEachFillTheWindow()
    {
        var price = Flat(Sheet(1_000_000, 0));

        Quote.Bound(price, new CallBound { InputTokens = 300_000, Inputs = 2 }).ShouldBe(new NanoUsd(256_000));
        Quote.Bound(price, new CallBound { InputTokens = 300_000, Inputs = 3 }).ShouldBe(new NanoUsd(300_000));
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

    private static long RationalCost(PricedCall call)
    {
        var (price, _, usage, ranIn) = call;
        var tier = price.ServiceTiers.SingleOrDefault(t => t.Name == ranIn);
        var longBase = price.LongContext.LastOrDefault(t => usage.InputTokens >= t.FromInputTokens)?.Sheet;
        var longTier = tier?.LongContext.LastOrDefault(t => usage.InputTokens >= t.FromInputTokens)?.Sheet;
        var sum = Sum(longTier ?? tier?.Sheet ?? longBase ?? price.Base);
        if (tier is { LongContext.Count: 0 } && longBase is not null)
        {
            sum = BigInteger.Max(sum, Sum(longBase));
        }

        sum += (usage.Characters * (BigInteger)(price.PerCharacter?.NanoUsdPerMillion ?? 0))
            + (usage.AudioMs * (BigInteger)(price.PerAudioMs?.NanoUsdPerMillion ?? 0))
            + (usage.Images * (BigInteger)FeeOfImage(price, call.Bound) * 1_000_000);
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
                (usage.ImageInputTokens, sheet.ImageInput ?? sheet.Input),
                (usage.CachedImageInputTokens, sheet.CachedImageInput ?? sheet.ImageInput ?? sheet.CachedInput ?? sheet.Input),
            };
            parts[0].Tokens -= usage.CachedImageInputTokens;
            var outParts = new (long Tokens, UnitPrice Price)[]
            {
                (usage.ReasoningTokens, sheet.Reasoning ?? sheet.Output),
                (usage.AudioOutputTokens, sheet.AudioOutput ?? sheet.Output),
                (usage.ImageOutputTokens, sheet.ImageOutput ?? sheet.Output),
            };
            return parts.Append((usage.InputTokens - parts.Sum(p => p.Tokens), sheet.Input))
                .Concat(outParts.Append((usage.OutputTokens - outParts.Sum(p => p.Tokens), sheet.Output)))
                .Aggregate(BigInteger.Zero, (sum, p) => sum + ((BigInteger)p.Item1 * p.Item2.NanoUsdPerMillion));
        }
    }

    private static long FeeOfImage(ModelPrice price, CallBound bound)
    {
        var (size, quality) = PriceGens.Meant(price, bound.ImageSize, bound.ImageQuality);
        var meant = price.Images.Where(i => PriceGens.Fits(i.Size, size) && PriceGens.Fits(i.Quality, quality)).ToArray();
        var counted = meant.Length == 0 ? price.Images : size is not null && quality is not null ? meant[..1] : meant;
        var megapixels = size?.ToLowerInvariant() switch { "1024x1024" => 1, "1025x1024" => 2, _ => 16 };
        return counted.Select(i => i.NanoUsd * (i.IsPerMegapixel ? megapixels : 1)).DefaultIfEmpty().Max();
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
        7 => u with { OutputTokens = u.OutputTokens + 1, AudioOutputTokens = u.AudioOutputTokens + 1 },
        8 => u with { InputTokens = u.InputTokens + 1, ImageInputTokens = u.ImageInputTokens + 1 },
        9 => u with { OutputTokens = u.OutputTokens + 1, ImageOutputTokens = u.ImageOutputTokens + 1 },
        10 => u with { Images = u.Images + 1 },
        11 => u with { Characters = u.Characters + 1 },
        _ => u with { AudioMs = u.AudioMs + 1 },
    };

    private static PriceSheet Sheet(long input, long output) => new() { Input = new UnitPrice(input), Output = new UnitPrice(output) };

    private static ModelPrice Flat(PriceSheet sheet) =>
        new() { Version = "test", Base = sheet, ContextWindow = 128_000, MaxOutputTokens = 16_000 };
}
