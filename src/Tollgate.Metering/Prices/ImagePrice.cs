namespace Tollgate.Metering.Prices;

/// <summary>What one image of a size and quality costs: a fee of its own, or the output tokens that it comes to.</summary>
public sealed record ImagePrice
{
    /// <summary>Size as requests name it, e.g. <c>1024x1024</c>; null for every size.</summary>
    public string? Size { get; init; }

    /// <summary>Quality as requests name it; null for every quality.</summary>
    public string? Quality { get; init; }

    /// <summary>Fee of one image, nano-USD; of each begun megapixel (1,048,576 pixels) of one where <see cref="IsPerMegapixel"/>.</summary>
    public long NanoUsd { get; init; }

    /// <summary>True for a fee that grows with the image.</summary>
    public bool IsPerMegapixel { get; init; }

    /// <summary>Most output tokens of one image; 0 where the limit of the whole output bounds them.</summary>
    public long OutputTokens { get; init; }
}
