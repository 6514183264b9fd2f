using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog;

public sealed class CatalogFileTests
{
    [Fact]
    public void Read_EveryField_ArrivesExactly()
    {
        var models = Read("""
            {
              "$schema": "./catalog.schema.json", "provider": "p", "as_of": "2026-03-04", "built_in": true,
              "models": [{
                "model": "m", "aliases": ["m-1"], "kind": "chat", "endpoints": ["chat.completions"], "context_window": 1000,
                "max_output_tokens": 100, "reasoning": true, "released_on": "2026-01-02", "retires_on": "2027-01-02",
                "prices": [
                  { "input_per_mtok": 0.000000001, "output_per_mtok": 1e1 },
                  {
                    "valid_from": "2026-02-01",
                    "input_per_mtok": 1, "cached_input_per_mtok": 2, "cache_write_per_mtok": 3, "cache_write_hour_per_mtok": 4,
                    "audio_input_per_mtok": 5, "output_per_mtok": 6, "reasoning_per_mtok": 7, "audio_output_per_mtok": 8,
                    "long_context": [{ "from_input_tokens": 10, "input_per_mtok": 9, "output_per_mtok": 10 }],
                    "service_tiers": [{
                      "name": "flex", "input_per_mtok": 11, "output_per_mtok": 12,
                      "long_context": [{ "from_input_tokens": 20, "input_per_mtok": 13, "output_per_mtok": 14 }]
                    }],
                    "per_request_usd": 0.05, "per_search_usd": 0.01
                  }
                ]
              }]
            }
            """);

        var model = models.ShouldHaveSingleItem();
        model.BuiltIn.ShouldBeTrue();
        var card = model.Card;
        (card.Provider, card.Model, card.Kind, card.Reasoning).ShouldBe(("p", "m", "chat", true));
        (card.ContextWindow, card.MaxOutputTokens).ShouldBe((1_000, 100));
        (card.ReleasedOn, card.RetiresOn).ShouldBe((new DateOnly(2026, 1, 2), new DateOnly(2027, 1, 2)));
        card.Aliases.ShouldBe(["m-1"]);
        model.Prices[0].FromMs.ShouldBe(long.MinValue);
        model.Prices[0].Price.Base.ShouldBe(new PriceSheet { Input = new UnitPrice(1), Output = Usd(10) });
        model.Prices[1].FromMs.ShouldBe(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        var price = model.Prices[1].Price;
        price.Version.ShouldBe("catalog/2026-03-04");
        price.Base.ShouldBe(new PriceSheet
        {
            Input = Usd(1),
            CachedInput = Usd(2),
            CacheWrite = Usd(3),
            CacheWriteHour = Usd(4),
            AudioInput = Usd(5),
            Output = Usd(6),
            Reasoning = Usd(7),
            AudioOutput = Usd(8),
        });
        price.LongContext.ShouldBe([new LongContextTier(10, new PriceSheet { Input = Usd(9), Output = Usd(10) })]);
        var tier = price.ServiceTiers.ShouldHaveSingleItem();
        (tier.Name, tier.Sheet).ShouldBe(("flex", new PriceSheet { Input = Usd(11), Output = Usd(12) }));
        tier.LongContext.ShouldBe([new LongContextTier(20, new PriceSheet { Input = Usd(13), Output = Usd(14) })]);
        (price.RequestFeeNanoUsd, price.SearchFee).ShouldBe((50_000_000, new NanoPerSearch(10_000_000)));
        (price.ContextWindow, price.MaxOutputTokens).ShouldBe((1_000, 100));
    }

    [Fact]
    public void Read_ManyMistakes_AreAllNamedAtOnce()
    {
        var wrong = Should.Throw<InvalidDataException>(() => Read("""
            {
              "provider": "a/b",
              "models": [
                { "model": "m", "aliases": ["m"], "context_window": 0, "prices": [] },
                {
                  "model": "n", "kind": "chat", "endpoints": ["chat.completions"], "context_window": 1, "max_output_tokens": 1,
                  "prices": [
                    { "valid_from": "2026-02-01", "input_per_mtok": 1, "output_per_mtok": 1 },
                    {
                      "valid_from": "2026-02-01", "input_per_mtok": 1,
                      "long_context": [{ "from_input_tokens": 5, "input_per_mtok": 1, "output_per_mtok": 1 }, { "from_input_tokens": 5 }],
                      "service_tiers": [{ "input_per_mtok": 1, "output_per_mtok": 1 }]
                    }
                  ]
                }
              ]
            }
            """));

        wrong.Message.Split('\n').ShouldBe(
        [
            "test: file: provider is missing or holds a slash",
            "test: file: as_of is missing",
            "test: m: the name m stands twice",
            "test: m: kind is none of chat, embedding, image, speech, transcription",
            "test: m: endpoints is missing or empty",
            "test: m: context_window is missing or below 1",
            "test: m: max_output_tokens is missing or below 1",
            "test: m: prices is missing or empty",
            "test: n: every price but the first needs valid_from, in ascending order",
            "test: n: a price lacks output_per_mtok",
            "test: n: long_context needs from_input_tokens, at least 1, in ascending order",
            "test: n: a price lacks input_per_mtok",
            "test: n: a price lacks output_per_mtok",
            "test: n: a service tier has no name, or another's",
        ]);
    }

    [Fact]
    public void Read_UnitsBesideTokens_ArriveExactly()
    {
        var price = Read(Of(
            "image",
            """
            "image_input_per_mtok": 1, "cached_image_input_per_mtok": 2, "image_output_per_mtok": 3, "input_per_mchar": 15, "per_second_usd": 0.0001,
            "images": [
              { "size": "1024x1024", "quality": "low", "per_image_usd": 0.04 }, { "size": "big", "per_megapixel_usd": 0.025 }, { "output_tokens": 4160 }
            ],
            "default_image_size": "1024x1024", "default_image_quality": "low"
            """)).ShouldHaveSingleItem().Prices.ShouldHaveSingleItem().Price;

        price.Base.ShouldBe(new PriceSheet { Input = Usd(0), Output = Usd(0), ImageInput = Usd(1), CachedImageInput = Usd(2), ImageOutput = Usd(3) });
        (price.PerCharacter, price.PerAudioMs).ShouldBe((Usd(15), new UnitPrice(100_000_000)));
        price.Images.ShouldBe(
        [
            new ImagePrice { Size = "1024x1024", Quality = "low", NanoUsd = 40_000_000 },
            new ImagePrice { Size = "big", NanoUsd = 25_000_000, IsPerMegapixel = true },
            new ImagePrice { OutputTokens = 4_160 },
        ]);
        (price.DefaultImageSize, price.DefaultImageQuality).ShouldBe(("1024x1024", "low"));
    }

    [Theory]
    [InlineData("embedding", """ "output_per_mtok": 1 """, "a price lacks input_per_mtok")]
    [InlineData("image", """ "input_per_mtok": 1 """, "a price of images needs images")]
    [InlineData("image", """ "images": [{ "output_tokens": 5 }] """, "images of output_tokens need image_output_per_mtok")]
    [InlineData("image", """ "images": [{ "size": "a" }] """, "each of images needs one of")]
    [InlineData("image", """ "images": [{ "per_image_usd": 1, "output_tokens": 5 }] """, "each of images needs one of")]
    [InlineData("image", """ "images": [{ "quality": "a", "per_image_usd": 1 }, { "size": "b", "quality": "a", "per_image_usd": 1 }] """, "most specific first")]
    [InlineData("speech", """ "input_per_mtok": 1 """, "a price of speech needs")]
    [InlineData("transcription", """ "output_per_mtok": 1 """, "a price of transcription needs")]
    [InlineData("song", """ "input_per_mtok": 1 """, "kind is none of chat, embedding")]
    public void Read_PriceThatCannotChargeItsKind_IsRefused(string kind, string price, string says) =>
        Should.Throw<InvalidDataException>(() => Read(Of(kind, price))).Message.ShouldContain(says);

    [Theory]
    [InlineData("embedding", """ "input_per_mtok": 1 """)]
    [InlineData("image", """ "images": [{ "size": "a", "per_image_usd": 1 }, { "quality": "b", "per_image_usd": 1 }, { "per_image_usd": 2 }] """)]
    [InlineData("speech", """ "input_per_mchar": 1 """)]
    [InlineData("transcription", """ "per_second_usd": 1 """)]
    public void Read_PriceOfItsKind_NeedsNothingElse(string kind, string price) => Read(Of(kind, price)).ShouldHaveSingleItem().Card.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("""{ "provider": "p", "as_of": "2026-01-01", "per_image": 1, "models": [] }""")]
    [InlineData("""{ "provider": "p", "provider": "q", "as_of": "2026-01-01", "models": [] }""")]
    [InlineData("""{ "models": [{ "prices": [{ "input_per_mtok": -1 }] }] }""")]
    [InlineData("""{ "models": [{ "prices": [{ "input_per_mtok": "1" }] }] }""")]
    [InlineData("""{ "models": [{ "prices": [{ "input_per_mtok": 10000.000000001 }] }] }""")]
    [InlineData("""{ "models": [{ "prices": [{ "per_second_usd": 9000000000 }] }] }""")]
    [InlineData("""{ "models": [{ "context_window": 100000001 }] }""")]
    [InlineData("""{ "models": [{ "prices": [{ "input_per_mtok": 0.0000000001 }] }] }""")]
    [InlineData("null")]
    [InlineData("""{ "provider": 1 }""")]
    [InlineData("""{ "as_of": "1.2.2026" }""")]
    [InlineData("""{ "models": [{ "context_window": 1.5 }] }""")]
    [InlineData("{")]
    public void Read_ShapeNotUnderstood_IsRefusedRatherThanIgnored(string json) =>
        Should.Throw<InvalidDataException>(() => Read(json)).Message.ShouldStartWith("test: ");

    private static string Of(string kind, string price) => $$"""
        { "provider": "p", "as_of": "2026-01-01", "models": [{
          "model": "m", "kind": "{{kind}}", "endpoints": ["embeddings"], "context_window": 10, "max_output_tokens": 0, "prices": [{ {{price}} }] }] }
        """;

    private static IReadOnlyList<CatalogModel> Read(string json) => CatalogFile.Read(Encoding.UTF8.GetBytes(json), "test");

    private static UnitPrice Usd(long usd) => new(usd * 1_000_000_000);
}
