using System.Text;
using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.ImageShape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Bounds;

/// <summary>The promise for images: whatever is asked of whatever provider, and whatever that may draw and charge for it, the call costs no more
/// than was held.</summary>
public sealed class ImageBoundTests
{
    private const int Requests = 4_000;
    private const int FirstSeed = 20_261_122;

    private static readonly (string Kind, string Model)[] Targets =
    [
        ("openai", "gpt-image-2"), ("azure", "gpt-image-1"), ("xai", "grok-imagine-image"), ("together", "flux"), ("practice", "echo"),
        ("google", "imagen-4.0-generate-001"), ("google", "gemini-3-pro-image"), ("fal", "fal-ai/flux/dev"),
    ];

    private static readonly string[] Sizes = ["256x256", "1024x1024", "1536x1024", "1920x1080", "4096x4096", "1k", "2k", "1K", "2K", "4K"];
    private static readonly string[] Qualities = ["low", "medium", "high", "hd", "standard"];

    [Fact]
    public void RandomRequests_AnsweredWithTheMostThatTheyMayBe_NeverCostMoreThanTheirBound()
    {
        var priced = 0;
        var closest = 0d;
        for (var seed = FirstSeed; seed < FirstSeed + Requests; seed++)
        {
            if (Run(new Draw(seed)) is not { } call)
            {
                continue;
            }

            priced++;
            closest = Math.Max(closest, call.Bound == 0 ? 0 : (double)call.Cost / call.Bound);
            (call.Cost <= call.Bound).ShouldBeTrue($"seed {seed}: {call.Cost} > {call.Bound}, asked {call.Asked}, answered {call.Reply}");
        }

        priced.ShouldBeGreaterThan(Requests / 2);
        closest.ShouldBe(1, 0.001, "a bound that is never met is looser than it has to be");
    }

    private static Call? Run(Draw draw)
    {
        var (kind, model) = draw.One(Targets);
        var target = new ImageTarget(kind, model);
        var dialect = ImageDialect.Of(target)!;
        var body = Ask(draw);
        var asked = new CallFacts();
        var request = ImageRequestReader.Read(body, asked, out var fault);
        fault.Message.ShouldBeNull(Encoding.UTF8.GetString(body));
        if (dialect.ReadFacts(request!, asked, target, out _) is not { } facts)
        {
            return null;
        }

        var price = Price(draw);
        var bound = BoundReader.Read(facts, kind, api: dialect.Api);
        var held = Quote.Bound(price, bound).Value;
        var reply = new DearestArtist(draw, price, facts, asked.TextBytes).Answer(kind, dialect.Api);
        dialect.TryReadReply(reply, out var said).ShouldBeTrue();
        said.Facts.UsageState.ShouldBe(UsageState.Reported, Encoding.UTF8.GetString(reply));
        var record = new CallRecord
        {
            RequestId = default, AtMs = 0, Workspace = default, Key = default, Mode = KeyMode.Live, Route = "", BoundNanoUsd = held,
        };
        var usage = said.Facts.Usage with { Images = Math.Min(said.Facts.Usage.Images, facts.Images) };
        var cost = Charges.Reported(record, price, facts, usage, null);
        return new Call(held, cost.Value, Encoding.UTF8.GetString(body), Encoding.UTF8.GetString(reply));
    }

    private static byte[] Ask(Draw draw) => draw.Body(json =>
    {
        json.WriteString("model", "m");
        json.WriteString("prompt", "a" + draw.Text());
        var stream = draw.In(15);
        if (stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteNumber("partial_images", draw.To(3));
        }
        else if (draw.In(50))
        {
            json.WriteNumber("n", draw.From(1, draw.One(4, 10)));
        }

        Maybe("size", draw.One<string>([.. Sizes[..5], "auto"]));
        Maybe("quality", draw.One<string>([.. Qualities, "auto"]));
        Maybe("resolution", draw.One("1k", "2k"));
        Maybe("negative_prompt", "b" + draw.Text());
        Maybe("aspect_ratio", "16:9");

        void Maybe(string name, string value)
        {
            if (draw.In(40))
            {
                json.WriteString(name, value);
            }
        }
    });

    // By the image, by the megapixel or by tokens, or by all of them; most specific first.
    private static ModelPrice Price(Draw draw)
    {
        var byTokens = draw.In(50);
        var images = new List<ImagePrice>();
        foreach (var size in Sizes.Where(_ => draw.In(30)))
        {
            images.AddRange(Qualities.Where(_ => draw.In(30)).Select(quality => One(size, quality)));
        }

        images.AddRange(Sizes.Where(_ => draw.In(20)).Select(size => One(size, null)));
        images.AddRange(Qualities.Where(_ => draw.In(20)).Select(quality => One(null, quality)));
        images.Add(One(null, null));
        return new ModelPrice
        {
            Version = "test",
            Base = new PriceSheet
            {
                Input = Unit(), Output = Unit(), CachedInput = Unit(), ImageInput = Unit(), ImageOutput = draw.In(20) ? null : Unit(),
            },
            Images = draw.In(10) && byTokens ? [] : images,
            DefaultImageSize = draw.In(30) ? draw.One<string>(Sizes) : null,
            DefaultImageQuality = draw.In(30) ? draw.One<string>(Qualities) : null,
            RequestFeeNanoUsd = draw.In(10) ? draw.To(1_000_000) : 0,
            ContextWindow = draw.One(500L, 4_000, 32_000),
            MaxOutputTokens = draw.One(0L, 1_000, 32_768),
        };

        ImagePrice One(string? size, string? quality) => byTokens
            ? new ImagePrice { Size = size, Quality = quality, OutputTokens = draw.From(1, 30_000) }
            : new ImagePrice { Size = size, Quality = quality, NanoUsd = draw.To(200_000_000), IsPerMegapixel = draw.In(30) };

        UnitPrice Unit() => byTokens ? new UnitPrice((long)draw.To(120_000_000) * 1_000) : UnitPrice.Zero;
    }

    private sealed record Call(long Bound, long Cost, string Asked, string Reply);

    /// <summary>A provider that draws all it was asked for and counts the most tokens that each may have.</summary>
    private sealed class DearestArtist(Draw draw, ModelPrice price, CallFacts facts, long promptBytes)
    {
        public byte[] Answer(string kind, ModelApi api)
        {
            var each = price.Images.Where(one => Meets(one.Size, facts.ImageSize ?? price.DefaultImageSize)
                && Meets(one.Quality, facts.ImageQuality ?? price.DefaultImageQuality)).Select(one => one.OutputTokens);
            var listed = price.Images.Any(one => one.OutputTokens > 0);
            var named = (facts.ImageSize ?? price.DefaultImageSize) is not null && (facts.ImageQuality ?? price.DefaultImageQuality) is not null;
            var tokensEach = listed ? named ? each.First() : each.Max() : 0;
            var text = price.MaxOutputTokens * facts.Images;
            var images = listed ? (tokensEach * facts.Images) + facts.PredictionBytes : text + facts.PredictionBytes;
            var input = Math.Min(promptBytes + 80, price.ContextWindow) * facts.Images;
            return (kind, api) switch
            {
                ("fal", _) => Write($$"""{"images":[{{Items("\"url\":\"u\"")}}]}"""),
                ("google", ModelApi.Images) => Write($$"""{"predictions":[{{Items("\"bytesBase64Encoded\":\"AA\"")}}]}"""),
                ("google", _) => Gemini(input, images, listed ? text : 0),
                _ => OpenAi(input, images, listed ? text : 0),
            };
        }

        private static bool Meets(string? one, string? asked) =>
            one is null || asked is null || string.Equals(one, asked, StringComparison.OrdinalIgnoreCase);

        private byte[] OpenAi(long input, long images, long text)
        {
            var cached = draw.In(30) ? draw.To((int)input) : 0;
            var usage = $$$"""
                ,"usage":{"input_tokens":{{{input}}},"input_tokens_details":{"text_tokens":{{{input}}},"image_tokens":0,"cached_tokens":{{{cached}}}},
                 "output_tokens":{{{images + text}}},"output_tokens_details":{"image_tokens":{{{images}}},"text_tokens":{{{text}}}}}
                """;
            return Write($$"""{"data":[{{Items("\"b64_json\":\"AA\"")}}]{{usage}}}""");
        }

        private static byte[] Gemini(long input, long images, long text) => Write($$$"""
            {"candidates":[{"content":{"parts":[{"inlineData":{"data":"AA"}}]}}],"usageMetadata":{"promptTokenCount":{{{input}}},
             "candidatesTokenCount":{{{images + text}}},"totalTokenCount":{{{input + images + text}}},
             "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":{{{images}}}}]}}
            """);

        private string Items(string member) => string.Join(',', Enumerable.Repeat("{" + member + "}", (int)facts.Images + draw.To(1)));

        private static byte[] Write(string json) => Encoding.UTF8.GetBytes(json);
    }
}
