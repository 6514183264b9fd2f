namespace Tollgate.Metering.Prices;

/// <summary>The most a call can use, read off its request before it is sent.</summary>
public readonly record struct CallBound
{
    /// <summary>Most input tokens by our count (each token is at least one byte); cut at the context window when priced.</summary>
    public required long InputTokens { get; init; }

    /// <summary>How many inputs there are that may each fill the context window; 0 and 1 mean one.</summary>
    public int Inputs { get; init; }

    /// <summary>True when a part of the input cannot be counted (an image URL, a file id): then the input counts as the context window.</summary>
    public bool InputUncountable { get; init; }

    /// <summary>What the caller allows as output per choice; null when it named no limit: then the model's maximum.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Output that may be billed beyond the limit above (rejected predictions), per call.</summary>
    public long ExtraOutputTokens { get; init; }

    /// <summary>Number of choices (<c>n</c>), at least 1.</summary>
    public int Choices { get; init; }

    /// <summary>True when input may hold audio.</summary>
    public bool AudioInput { get; init; }

    /// <summary>True when output may hold audio.</summary>
    public bool AudioOutput { get; init; }

    /// <summary>Service tier asked for; null when none was named.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Most calls of the provider's search tool. After each the model may be run again, on all of its input and what was found, and give
    /// out as much again.</summary>
    public int Searches { get; init; }

    /// <summary>Images asked for.</summary>
    public long Images { get; init; }

    /// <summary>Size of each image as asked for; null when none was named.</summary>
    public string? ImageSize { get; init; }

    /// <summary>Quality of each image as asked for; null when none was named.</summary>
    public string? ImageQuality { get; init; }

    /// <summary>True when input may hold images.</summary>
    public bool ImageInput { get; init; }

    /// <summary>Characters to be spoken.</summary>
    public long Characters { get; init; }

    /// <summary>The longest that the audio to be heard can last, milliseconds.</summary>
    public long AudioMs { get; init; }
}
