using System.Buffers;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Images.Fal;

/// <summary>Writes a request for fal; its model goes into the path.</summary>
internal static class FalRequestWriter
{
    // OpenAI's; fal's own differs from model to model.
    private static readonly ImageSize Usual = new(1024, 1024);

    /// <summary>The size that is asked for; null for words that name none.</summary>
    public static ImageSize? SizeOf(ImageRequest request) =>
        request.Size is null ? Usual : ImageSize.TryParse(request.Size, out var size) ? size : null;

    public static void Write(ImageRequest request, IBufferWriter<byte> output, List<string> warnings)
    {
        output.Write("{"u8);
        var members = new ImageMembers(output);
        members.Given(request, ImageField.Prompt, "prompt"u8);
        if (request.AspectRatio is not null)
        {
            members.Given(request, ImageField.AspectRatio, "aspect_ratio"u8);
            ImageNotes.Dropped(request, warnings, ImageField.Size);
        }
        else
        {
            var size = SizeOf(request) ?? Usual;
            members.Raw("image_size"u8, "{"u8);
            var sides = new ImageMembers(output);
            sides.Number("width"u8, size.Width);
            sides.Number("height"u8, size.Height);
            output.Write("}"u8);
        }

        members.Number("num_images"u8, request.Count);
        if (request.OutputFormat is "png" or "jpeg")
        {
            members.Given(request, ImageField.OutputFormat, "output_format"u8);
        }
        else
        {
            ImageNotes.Dropped(request, warnings, ImageField.OutputFormat);
        }

        if (request.ResponseFormat == "b64_json")
        {
            // Images in the reply itself, as data URIs.
            members.Raw("sync_mode"u8, "true"u8);
        }

        members.Given(request, ImageField.Seed, "seed"u8);
        members.Given(request, ImageField.NegativePrompt, "negative_prompt"u8);
        members.Given(request, ImageField.GuidanceScale, "guidance_scale"u8);
        members.Given(request, ImageField.Steps, "num_inference_steps"u8);
        members.Given(request, ImageField.SafetyTolerance, "safety_tolerance"u8);
        members.Given(request, ImageField.SafetyChecker, "enable_safety_checker"u8);
        output.Write("}"u8);
        ImageNotes.Dropped(
            request, warnings, ImageField.Quality, ImageField.Style, ImageField.Background, ImageField.Moderation, ImageField.OutputCompression,
            ImageField.User, ImageField.Resolution);
    }
}
