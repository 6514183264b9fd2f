using Tollgate.Calls.Catalog;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>What a call of another kind than chat used.</summary>
/// <param name="Model">Of the catalog.</param>
/// <param name="What">What is special about it.</param>
/// <param name="Usage">As it is charged.</param>
internal sealed record KindPayload(CatalogModel Model, string What, TokenUsage Usage)
{
    public string? ImageSize { get; init; }

    public string? ImageQuality { get; init; }
}

/// <summary>Usage of every model of the catalog that is none of chat, of each unit that it is billed by.</summary>
internal static class KindPayloads
{
    public static IEnumerable<KindPayload> All() => ModelCatalog.Embedded().All.Where(m => !m.BuiltIn && m.Card.Kind != "chat").SelectMany(Of);

    private static IEnumerable<KindPayload> Of(CatalogModel model) => model.Card.Kind switch
    {
        "embedding" => Embeddings(model),
        "image" => model.Prices[^1].Price.Base.ImageOutput is null ? Fees(model) : ImageTokens(model),
        "speech" => model.Prices[^1].Price.PerCharacter is null ? SpeechTokens(model) : Characters(model),
        _ => model.Prices[^1].Price.PerAudioMs is null ? Heard(model) : Seconds(model),
    };

    private static IEnumerable<KindPayload> Embeddings(CatalogModel model) =>
        new[] { 1, 7, 8_191, 300_000 }.Select(tokens => new KindPayload(model, $"{tokens} tokens", new TokenUsage { InputTokens = tokens }));

    private static IEnumerable<KindPayload> ImageTokens(CatalogModel model)
    {
        yield return new(model, "plain", new TokenUsage { InputTokens = 37, OutputTokens = 272, ImageOutputTokens = 272 });
        yield return new(model, "four images", new TokenUsage { InputTokens = 1_013, OutputTokens = 16_640, ImageOutputTokens = 16_640 });
        yield return new(model, "image input", new TokenUsage { InputTokens = 811, ImageInputTokens = 768, OutputTokens = 1_056, ImageOutputTokens = 1_056 });
        if (model.Prices[^1].Price.Base.CachedInput is not null)
        {
            yield return new(model, "cached", new TokenUsage { InputTokens = 2_311, CachedInputTokens = 2_048, OutputTokens = 408, ImageOutputTokens = 408 });
        }

        if (model.Prices[^1].Price.Base.Output.NanoUsdPerMillion > 0)
        {
            yield return new(model, "words", new TokenUsage { InputTokens = 37, OutputTokens = 1_319, ImageOutputTokens = 1_120 });
        }
    }

    private static IEnumerable<KindPayload> Fees(CatalogModel model)
    {
        foreach (var image in model.Prices[^1].Price.Images)
        {
            yield return new(model, $"one image, {Named(image.Size, image.Quality)}", new TokenUsage { Images = 1 }) { ImageSize = image.Size, ImageQuality = image.Quality };
            yield return new(model, $"seven images, {Named(image.Size, image.Quality)}", new TokenUsage { Images = 7 }) { ImageSize = image.Size, ImageQuality = image.Quality };
        }
    }

    private static string Named(string? size, string? quality) => (size, quality) is (null, null) ? "as they come" : string.Join(", ", new[] { size, quality }.OfType<string>());

    private static IEnumerable<KindPayload> SpeechTokens(CatalogModel model)
    {
        yield return new(model, "plain", new TokenUsage { InputTokens = 37, OutputTokens = 211, AudioOutputTokens = 211 });
        yield return new(model, "long", new TokenUsage { InputTokens = 1_999, OutputTokens = 11_003, AudioOutputTokens = 11_003 });
    }

    private static IEnumerable<KindPayload> Characters(CatalogModel model) =>
        new[] { 1, 67, 4_096 }.Select(characters => new KindPayload(model, $"{characters} characters", new TokenUsage { Characters = characters }));

    private static IEnumerable<KindPayload> Heard(CatalogModel model)
    {
        yield return new(model, "plain", new TokenUsage { InputTokens = 108, AudioInputTokens = 103, OutputTokens = 29 });
        yield return new(model, "long", new TokenUsage { InputTokens = 14_001, AudioInputTokens = 14_001, OutputTokens = 1_999 });
        yield return new(model, "prompt", new TokenUsage { InputTokens = 1_709, AudioInputTokens = 1_601, OutputTokens = 307 });
    }

    private static IEnumerable<KindPayload> Seconds(CatalogModel model) =>
        new[] { 1, 61_500, 1_499_000 }.Select(ms => new KindPayload(model, $"{ms / 1000m} seconds", new TokenUsage { AudioMs = ms }));
}
