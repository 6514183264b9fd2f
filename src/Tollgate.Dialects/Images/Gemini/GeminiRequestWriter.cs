using System.Buffers;
using System.Text;
using Tollgate.Dialects.ImageShape;

namespace Tollgate.Dialects.Images.Gemini;

/// <summary>Writes a request for a Gemini model that draws; its model goes into the path.</summary>
internal static class GeminiRequestWriter
{
    private static readonly string[] Ratios = ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "21:9"];

    public static void Write(ImageRequest request, IBufferWriter<byte> output, List<string> warnings)
    {
        output.Write("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":"u8);
        output.Write(request.Of(ImageField.Prompt));
        output.Write("}]}],\"generationConfig\":{"u8);
        var config = new ImageMembers(output);
        config.Raw("responseModalities"u8, "[\"IMAGE\"]"u8);
        var ratio = GoogleSizes.RatioOf(request, Ratios, warnings);
        var resolution = GoogleSizes.ResolutionOf(request);
        if (ratio is not null || resolution is not null)
        {
            config.Raw("imageConfig"u8, "{"u8);
            var image = new ImageMembers(output);
            if (ratio is not null)
            {
                image.Text("aspectRatio"u8, Encoding.UTF8.GetBytes(ratio));
            }

            if (resolution is not null)
            {
                image.Text("imageSize"u8, Encoding.UTF8.GetBytes(resolution));
            }

            output.Write("}"u8);
        }

        config.Given(request, ImageField.Seed, "seed"u8);
        output.Write("}}"u8);
        ImageNotes.Dropped(
            request, warnings, ImageField.Quality, ImageField.Style, ImageField.Background, ImageField.Moderation, ImageField.OutputFormat,
            ImageField.OutputCompression, ImageField.User, ImageField.NegativePrompt, ImageField.GuidanceScale, ImageField.SafetyTolerance,
            ImageField.SafetyChecker);
    }
}
