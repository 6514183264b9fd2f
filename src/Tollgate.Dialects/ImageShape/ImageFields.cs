namespace Tollgate.Dialects.ImageShape;

/// <summary>Names of <see cref="ImageField"/>s, as callers write them.</summary>
internal static class ImageFields
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)ImageField.SafetyChecker + 1;

    /// <summary>The field of a name; <see cref="ImageField.Unknown"/> for one that there is not.</summary>
    public static ImageField Of(ReadOnlySpan<byte> name)
    {
        for (var field = ImageField.Model; (int)field < Count; field++)
        {
            if (name.SequenceEqual(NameOf(field)))
            {
                return field;
            }
        }

        return ImageField.Unknown;
    }

    public static ReadOnlySpan<byte> NameOf(ImageField field) => field switch
    {
        ImageField.Model => "model"u8,
        ImageField.Prompt => "prompt"u8,
        ImageField.Count => "n"u8,
        ImageField.Size => "size"u8,
        ImageField.Quality => "quality"u8,
        ImageField.Stream => "stream"u8,
        ImageField.PartialImages => "partial_images"u8,
        ImageField.ResponseFormat => "response_format"u8,
        ImageField.OutputFormat => "output_format"u8,
        ImageField.OutputCompression => "output_compression"u8,
        ImageField.Background => "background"u8,
        ImageField.Moderation => "moderation"u8,
        ImageField.Style => "style"u8,
        ImageField.User => "user"u8,
        ImageField.Metadata => "metadata"u8,
        ImageField.AspectRatio => "aspect_ratio"u8,
        ImageField.Resolution => "resolution"u8,
        ImageField.Seed => "seed"u8,
        ImageField.NegativePrompt => "negative_prompt"u8,
        ImageField.GuidanceScale => "guidance_scale"u8,
        ImageField.Steps => "num_inference_steps"u8,
        ImageField.SafetyTolerance => "safety_tolerance"u8,
        ImageField.SafetyChecker => "enable_safety_checker"u8,
        _ => default,
    };
}
