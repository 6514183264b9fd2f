namespace Tollgate.Calls.Catalog;

/// <summary>One file of the catalog as it is written; see catalog/README.md.</summary>
internal sealed class CatalogFormat
{
    public string? Provider { get; set; }

    public DateOnly? AsOf { get; set; }

    /// <summary>Name of its prices on calls; null stands for <c>catalog/DAY</c>.</summary>
    public string? Version { get; set; }

    public bool BuiltIn { get; set; }

    public IReadOnlyList<ModelFormat>? Models { get; set; }
}

internal sealed class ModelFormat
{
    public string? Model { get; set; }

    public IReadOnlyList<string>? Aliases { get; set; }

    public string? Kind { get; set; }

    public IReadOnlyList<string>? Endpoints { get; set; }

    public long? ContextWindow { get; set; }

    public long? MaxOutputTokens { get; set; }

    public bool Reasoning { get; set; }

    public DateOnly? ReleasedOn { get; set; }

    public DateOnly? RetiresOn { get; set; }

    public IReadOnlyList<PriceFormat>? Prices { get; set; }
}

/// <summary>The prices per token that every sheet has; all money in nano-USD.</summary>
internal class SheetFormat
{
    public long? InputPerMtok { get; set; }

    public long? CachedInputPerMtok { get; set; }

    public long? CacheWritePerMtok { get; set; }

    public long? CacheWriteHourPerMtok { get; set; }

    public long? AudioInputPerMtok { get; set; }

    public long? ImageInputPerMtok { get; set; }

    public long? CachedImageInputPerMtok { get; set; }

    public long? OutputPerMtok { get; set; }

    public long? ReasoningPerMtok { get; set; }

    public long? AudioOutputPerMtok { get; set; }

    public long? ImageOutputPerMtok { get; set; }
}

internal sealed class LongContextFormat : SheetFormat
{
    public long? FromInputTokens { get; set; }
}

internal sealed class TierFormat : SheetFormat
{
    public string? Name { get; set; }

    public IReadOnlyList<LongContextFormat>? LongContext { get; set; }
}

internal sealed class PriceFormat : SheetFormat
{
    public DateOnly? ValidFrom { get; set; }

    public IReadOnlyList<LongContextFormat>? LongContext { get; set; }

    public IReadOnlyList<TierFormat>? ServiceTiers { get; set; }

    public long? PerRequestUsd { get; set; }

    public long? PerSearchUsd { get; set; }

    /// <summary>Of a million characters that are spoken.</summary>
    public long? InputPerMchar { get; set; }

    /// <summary>Of a second of audio that is heard.</summary>
    public long? PerSecondUsd { get; set; }

    public IReadOnlyList<ImageFormat>? Images { get; set; }

    public string? DefaultImageSize { get; set; }

    public string? DefaultImageQuality { get; set; }
}

/// <summary>One image of a size and quality; every size or quality where it names none.</summary>
internal sealed class ImageFormat
{
    public string? Size { get; set; }

    public string? Quality { get; set; }

    public long? PerImageUsd { get; set; }

    public long? PerMegapixelUsd { get; set; }

    public long? OutputTokens { get; set; }
}
