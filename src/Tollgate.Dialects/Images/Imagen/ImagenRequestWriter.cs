using System.Buffers;
using System.Text;
using Tollgate.Dialects.ImageShape;

namespace Tollgate.Dialects.Images.Imagen;

/// <summary>Writes a request for Imagen; its model goes into the path.</summary>
internal static class ImagenRequestWriter
{
    private static readonly string[] Ratios = ["1:1", "16:9", "9:16", "4:3", "3:4"];

    public static void Write(ImageRequest request, IBufferWriter<byte> output, List<string> warnings)
    {
        output.Write("{\"instances\":[{\"prompt\":"u8);
        output.Write(request.Of(ImageField.Prompt));
        output.Write("}],\"parameters\":{"u8);
        var parameters = new ImageMembers(output);
        parameters.Number("sampleCount"u8, request.Count);
        if (GoogleSizes.RatioOf(request, Ratios, warnings) is { } ratio)
        {
            parameters.Text("aspectRatio"u8, Encoding.UTF8.GetBytes(ratio));
        }

        if (GoogleSizes.ResolutionOf(request) is { } resolution)
        {
            parameters.Text("sampleImageSize"u8, Encoding.UTF8.GetBytes(resolution));
        }

        if (request.OutputFormat is "png" or "jpeg")
        {
            parameters.Raw("outputOptions"u8, request.OutputFormat == "png" ? "{\"mimeType\":\"image/png\"}"u8 : "{\"mimeType\":\"image/jpeg\"}"u8);
        }
        else
        {
            ImageNotes.Dropped(request, warnings, ImageField.OutputFormat);
        }

        parameters.Raw("includeRaiReason"u8, "true"u8);
        output.Write("}}"u8);
        ImageNotes.Dropped(
            request, warnings, ImageField.Quality, ImageField.Style, ImageField.Background, ImageField.Moderation, ImageField.OutputCompression,
            ImageField.User, ImageField.Seed, ImageField.NegativePrompt, ImageField.GuidanceScale, ImageField.SafetyTolerance, ImageField.SafetyChecker);
    }
}
