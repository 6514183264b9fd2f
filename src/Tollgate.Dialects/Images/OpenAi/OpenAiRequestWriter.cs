using System.Buffers;
using System.Text;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Images.OpenAi;

/// <summary>Writes a request in the caller's own words: its own bytes without <c>metadata</c> and with the provider's name of the model. xAI, which
/// refuses what it does not know, is sent what it knows.</summary>
internal static class OpenAiRequestWriter
{
    private static readonly string[] XaiRatios =
        ["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "19.5:9", "9:19.5", "20:9", "9:20"];

    public static bool IsXai(in ImageTarget target) => target.ProviderKind == "xai";

    public static void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings)
    {
        if (IsXai(target))
        {
            WriteXai(request, target, output, warnings);
            return;
        }

        var body = request.Body.Span;
        var model = request.PlaceOf(ImageField.Model);
        var metadata = request.MetadataMember;
        if (metadata.IsEmpty || metadata.Start > model.Start)
        {
            output.Write(body[..model.Start]);
            RawWriter.String(output, Encoding.UTF8.GetBytes(target.Model));
            output.Write(metadata.IsEmpty ? body[model.End..] : body[model.End..metadata.Start]);
            output.Write(metadata.IsEmpty ? default : body[metadata.End..]);
            return;
        }

        output.Write(body[..metadata.Start]);
        output.Write(body[metadata.End..model.Start]);
        RawWriter.String(output, Encoding.UTF8.GetBytes(target.Model));
        output.Write(body[model.End..]);
    }

    private static void WriteXai(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings)
    {
        output.Write("{"u8);
        var members = new ImageMembers(output);
        members.Text("model"u8, Encoding.UTF8.GetBytes(target.Model));
        members.Given(request, ImageField.Prompt, "prompt"u8);
        members.Given(request, ImageField.Count, "n"u8);
        members.Given(request, ImageField.Quality, "quality"u8);
        members.Given(request, ImageField.ResponseFormat, "response_format"u8);
        members.Given(request, ImageField.AspectRatio, "aspect_ratio"u8);
        members.Given(request, ImageField.Resolution, "resolution"u8);
        members.Given(request, ImageField.User, "user"u8);
        if (request.Size is { } size && request.AspectRatio is null && ImageSize.TryParse(size, out var pixels))
        {
            members.Text("aspect_ratio"u8, Encoding.UTF8.GetBytes(pixels.NearestOf(XaiRatios)));
            ImageNotes.Changed(ImageField.Size, warnings);
        }
        else
        {
            ImageNotes.Dropped(request, warnings, ImageField.Size);
        }

        output.Write("}"u8);
        ImageNotes.Dropped(
            request, warnings, ImageField.Style, ImageField.Background, ImageField.Moderation, ImageField.OutputFormat, ImageField.OutputCompression,
            ImageField.Seed, ImageField.NegativePrompt, ImageField.GuidanceScale, ImageField.SafetyTolerance, ImageField.SafetyChecker);
    }
}
