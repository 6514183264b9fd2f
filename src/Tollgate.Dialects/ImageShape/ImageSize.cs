using System.Globalization;

namespace Tollgate.Dialects.ImageShape;

/// <summary>A size in pixels, as <c>1024x768</c> says it.</summary>
internal readonly record struct ImageSize(int Width, int Height)
{
    private const int LongestSide = 16_384;

    /// <summary>False for words that name no such size.</summary>
    public static bool TryParse(string text, out ImageSize size)
    {
        size = default;
        var cross = text.IndexOf('x', StringComparison.Ordinal);
        if (cross <= 0
            || !int.TryParse(text.AsSpan(0, cross), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !int.TryParse(text.AsSpan(cross + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            || width is 0 or > LongestSide || height is 0 or > LongestSide)
        {
            return false;
        }

        size = new ImageSize(width, height);
        return true;
    }

    /// <summary>The longer side.</summary>
    public int LongSide => Math.Max(Width, Height);

    /// <summary>The ratio that is nearest, of those that a provider takes (<c>16:9</c>).</summary>
    public string NearestOf(ReadOnlySpan<string> ratios)
    {
        // Compared as logarithms, so that wide and tall are alike.
        var asked = Math.Log((double)Width / Height);
        var nearest = ratios[0];
        var least = double.MaxValue;
        foreach (var ratio in ratios)
        {
            var colon = ratio.IndexOf(':', StringComparison.Ordinal);
            var width = double.Parse(ratio.AsSpan(0, colon), CultureInfo.InvariantCulture);
            var height = double.Parse(ratio.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            var off = Math.Abs(Math.Log(width / height) - asked);
            if (off < least)
            {
                (least, nearest) = (off, ratio);
            }
        }

        return nearest;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}
