using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Sizes as Google's models take them: a ratio, and a resolution by name.</summary>
internal static class GoogleSizes
{
    // Sides of the widest pictures that are still of a resolution.
    private const int LongestOf1K = 1_536;
    private const int LongestOf2K = 3_072;

    /// <summary>False, with the fault, for what none of Google's models does.</summary>
    public static bool CanAsk(ImageRequest request, CallFacts facts, out DialectFault fault)
    {
        if (facts.Stream)
        {
            return ImageNotes.Refuse(ImageField.Stream, "This model's provider answers whole only; leave stream out.", out fault);
        }

        if (request.ResponseFormat == "url")
        {
            return ImageNotes.Refuse(ImageField.ResponseFormat, "This model's provider sends images themselves, no addresses: ask for b64_json.", out fault);
        }

        if (request.Has(ImageField.Steps))
        {
            return ImageNotes.Refuse(ImageField.Steps, "This model's provider takes no number of steps; leave it out.", out fault);
        }

        if (request.Resolution is { } resolution && resolution.ToUpperInvariant() is not ("512" or "1K" or "2K" or "4K"))
        {
            return ImageNotes.Refuse(ImageField.Resolution, "It must be 512, 1k, 2k or 4k.", out fault);
        }

        fault = default;
        return request.Size is null || ImageSize.TryParse(request.Size, out _)
            || ImageNotes.Refuse(ImageField.Size, "It must be auto, or width and height, e.g. 1024x1024.", out fault);
    }

    /// <summary>The resolution that is asked for, as Google names it; null for the model's usual one.</summary>
    public static string? ResolutionOf(ImageRequest request) =>
        request.Resolution is { } named ? named.ToUpperInvariant()
        : request.Size is not { } size || !ImageSize.TryParse(size, out var pixels) || pixels.LongSide <= LongestOf1K ? null
        : pixels.LongSide <= LongestOf2K ? "2K"
        : "4K";

    /// <summary>The ratio that is asked for; null for the model's usual one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ratios">What the model takes.</param>
    /// <param name="warnings">Told where it is not quite the one asked for.</param>
    public static string? RatioOf(ImageRequest request, ReadOnlySpan<string> ratios, List<string> warnings)
    {
        if (request.AspectRatio is not null || request.Size is not { } size || !ImageSize.TryParse(size, out var pixels))
        {
            ImageNotes.Dropped(request, warnings, request.AspectRatio is null ? [] : [ImageField.Size]);
            return request.AspectRatio;
        }

        // The pixels are the model's own.
        ImageNotes.Changed(ImageField.Size, warnings);
        return pixels.NearestOf(ratios);
    }
}
