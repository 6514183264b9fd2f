using System.Text;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.ImageShape;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Bounds;

/// <summary>What is held for images of the catalog's models: the catalog and the dialects name sizes and qualities alike.</summary>
public sealed class ImageCatalogTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Embedded();
    private static readonly long Now = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static TheoryData<string, string> Models() =>
        [.. Catalog.All.Where(m => m.Card.Kind == "image").Select(m => new TheoryDataRow<string, string>(m.Card.Provider, m.Card.Model))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Model_OfTheCatalog_CanBeAskedAndIsBounded(string provider, string model) =>
        Bound(provider, model, """{"model":"m","prompt":"A harbour at dawn"}""").ShouldBeInRange(1, NanoUsd.PerUsd);

    [Theory]
    [InlineData("openai", "dall-e-3", "\"size\":\"1024x1024\"", "0.04")]
    [InlineData("openai", "dall-e-3", "\"quality\":\"hd\",\"size\":\"1792x1024\"", "0.12")]
    [InlineData("openai", "dall-e-2", "\"n\":3,\"size\":\"256x256\"", "0.048")]
    [InlineData("openai", "gpt-image-1", "\"quality\":\"low\",\"size\":\"1024x1024\"", "0.011365")]
    [InlineData("openai", "gpt-image-1", "\"quality\":\"low\"", "0.016805")]
    [InlineData("openai", "gpt-image-1", "\"quality\":\"auto\"", "0.250085")]
    [InlineData("xai", "grok-imagine-image", "\"n\":2", "0.04")]
    [InlineData("google", "imagen-4.0-generate-001", "\"n\":2,\"size\":\"1024x1024\"", "0.08")]
    [InlineData("fal", "fal-ai/flux/dev", "\"size\":\"1024x1024\"", "0.025")]
    [InlineData("fal", "fal-ai/flux/dev", "\"size\":\"1920x1080\",\"n\":2", "0.1")]
    [InlineData("fal", "fal-ai/flux-pro/v1.1-ultra", "\"aspect_ratio\":\"16:9\"", "0.06")]
    public void Request_ForAModelOfTheCatalog_IsHeldAtItsPrice(string provider, string model, string asked, string usd) =>
        new NanoUsd(Bound(provider, model, $$"""{"model":"m","prompt":"A harbour at dawn",{{asked}}}""")).ToString().ShouldBe(usd);

    private static long Bound(string provider, string model, string asked)
    {
        var facts = new CallFacts();
        var request = ImageRequestReader.Read(Encoding.UTF8.GetBytes(asked), facts, out var fault);
        fault.Message.ShouldBeNull();
        var target = new ImageTarget(provider, model);
        var dialect = ImageDialect.Of(target)!;
        var read = dialect.ReadFacts(request!, facts, target, out fault);
        fault.Message.ShouldBeNull();
        return Quote.Bound(Catalog.Find(provider, model)!.PriceAt(Now)!, BoundReader.Read(read!, provider, api: dialect.Api)).Value;
    }
}
