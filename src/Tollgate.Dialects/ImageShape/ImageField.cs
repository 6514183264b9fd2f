namespace Tollgate.Dialects.ImageShape;

/// <summary>The fields of a request for images. There are no others: whatever is not known may cost what nobody knows.</summary>
internal enum ImageField
{
    Unknown,
    Model,
    Prompt,
    Count,
    Size,
    Quality,
    Stream,
    PartialImages,
    ResponseFormat,
    OutputFormat,
    OutputCompression,
    Background,
    Moderation,
    Style,
    User,
    Metadata,
    AspectRatio,
    Resolution,
    Seed,
    NegativePrompt,
    GuidanceScale,
    Steps,
    SafetyTolerance,
    SafetyChecker,
}
