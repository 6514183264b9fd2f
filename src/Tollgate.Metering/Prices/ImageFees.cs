using System.Globalization;

namespace Tollgate.Metering.Prices;

/// <summary>Finds what one image costs. What nobody named counts as the model's default; what is not known at all, as the dearest.</summary>
internal static class ImageFees
{
    private const long PixelsPerMegapixel = 1_048_576;

    // For a size that says nothing of its pixels.
    private const long MostMegapixels = 16;

    // No provider draws a longer side.
    private const int LongestSide = 65_536;

    /// <summary>Fee, nano-USD, and most output tokens of one image.</summary>
    public static (long NanoUsd, long OutputTokens) OfOne(ModelPrice price, string? size, string? quality)
    {
        size = Named(size) ?? price.DefaultImageSize;
        quality = Named(quality) ?? price.DefaultImageQuality;
        var isExact = size is not null && quality is not null;
        var (fee, tokens, found) = (0L, 0L, false);
        for (var pass = 0; pass < 2 && !found; pass++)
        {
            // The second time, none having met: any of them.
            for (var i = 0; i < price.Images.Count; i++)
            {
                var one = price.Images[i];
                if (pass == 0 && !(Meets(one.Size, size) && Meets(one.Quality, quality)))
                {
                    continue;
                }

                fee = Math.Max(fee, checked(one.NanoUsd * (one.IsPerMegapixel ? Megapixels(size) : 1)));
                tokens = Math.Max(tokens, one.OutputTokens);
                found = true;
                if (pass == 0 && isExact)
                {
                    return (fee, tokens);
                }
            }
        }

        return (fee, tokens);
    }

    // "auto" leaves the choice to the model.
    private static string? Named(string? text) => string.Equals(text, "auto", StringComparison.OrdinalIgnoreCase) ? null : text;

    private static bool Meets(string? one, string? asked) =>
        one is null || asked is null || string.Equals(one, asked, StringComparison.OrdinalIgnoreCase);

    private static long Megapixels(string? size)
    {
        var cross = size?.IndexOf('x', StringComparison.OrdinalIgnoreCase) ?? -1;
        return cross > 0 && Side(size.AsSpan(0, cross)) is { } width && Side(size.AsSpan(cross + 1)) is { } height
            ? ((width * height) + PixelsPerMegapixel - 1) / PixelsPerMegapixel
            : MostMegapixels;
    }

    private static long? Side(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= LongestSide ? side : null;
}
