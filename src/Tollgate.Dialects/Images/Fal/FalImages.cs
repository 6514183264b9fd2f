using System.Buffers;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Fal;

/// <summary>Models of fal that make images of words, such as Flux.</summary>
internal sealed class FalImages : IImageDialect
{
    private const int MostImages = 4;

    // Sides are made whole multiples of it.
    private const int SideStep = 32;

    /// <inheritdoc/>
    public bool Passes => false;

    /// <inheritdoc/>
    public bool TryReadFacts(ImageRequest request, in ImageTarget target, CallFacts facts, out DialectFault fault)
    {
        if (!FalAddress.IsModel(target.Model))
        {
            return ImageNotes.Refuse(ImageField.Model, "It is no name of a model at fal, e.g. fal-ai/flux/dev.", out fault);
        }

        if (facts.Stream)
        {
            return ImageNotes.Refuse(ImageField.Stream, "This model's provider answers whole only; leave stream out.", out fault);
        }

        if (request.Count > MostImages)
        {
            return ImageNotes.Refuse(ImageField.Count, "This model makes at most four images in one call.", out fault);
        }

        if (FalRequestWriter.SizeOf(request) is not { } size)
        {
            return ImageNotes.Refuse(ImageField.Size, "It must be auto, or width and height, e.g. 1024x1024.", out fault);
        }

        fault = default;
        facts.ImageSize = request.AspectRatio is null ? new ImageSize(Whole(size.Width), Whole(size.Height)).ToString() : null;
        facts.ImageQuality = null;
        return true;
    }

    /// <inheritdoc/>
    public void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings) =>
        FalRequestWriter.Write(request, output, warnings);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said) => FalReplyReader.TryRead(reply, out said);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output) =>
        FalReplyReader.TryWrite(reply, createdAt, output);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);

    private static int Whole(int side) => (side + SideStep - 1) / SideStep * SideStep;
}
