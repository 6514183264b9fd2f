using System.Buffers;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Imagen;

/// <summary>Google's Imagen, asked by <c>predict</c>.</summary>
internal sealed class ImagenImages : IImageDialect
{
    private const int MostImages = 4;

    /// <inheritdoc/>
    public bool Passes => false;

    /// <inheritdoc/>
    public bool TryReadFacts(ImageRequest request, in ImageTarget target, CallFacts facts, out DialectFault fault)
    {
        if (!GoogleSizes.CanAsk(request, facts, out fault))
        {
            return false;
        }

        if (request.Count > MostImages)
        {
            return ImageNotes.Refuse(ImageField.Count, "This model makes at most four images in one call.", out fault);
        }

        // Prices are known by these names.
        facts.ImageSize = GoogleSizes.ResolutionOf(request) ?? "1K";
        facts.ImageQuality = null;
        return true;
    }

    /// <inheritdoc/>
    public void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings) =>
        ImagenRequestWriter.Write(request, output, warnings);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said) => ImagenReplyReader.TryRead(reply, out said);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output) =>
        ImagenReplyReader.TryWrite(reply, createdAt, output);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);
}
