using System.Buffers;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Gemini;

/// <summary>Google's Gemini models that draw, asked as in a chat.</summary>
internal sealed class GeminiImages : IImageDialect
{
    /// <inheritdoc/>
    public ModelApi Api => ModelApi.Chat;

    /// <inheritdoc/>
    public bool Passes => false;

    /// <inheritdoc/>
    public bool TryReadFacts(ImageRequest request, in ImageTarget target, CallFacts facts, out DialectFault fault)
    {
        if (!GoogleSizes.CanAsk(request, facts, out fault))
        {
            return false;
        }

        if (request.Count > 1)
        {
            return ImageNotes.Refuse(ImageField.Count, "This model makes one image in a call; leave n out.", out fault);
        }

        // Prices are known by these names.
        facts.ImageSize = GoogleSizes.ResolutionOf(request) ?? "1K";
        facts.ImageQuality = null;
        return true;
    }

    /// <inheritdoc/>
    public void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings) =>
        GeminiRequestWriter.Write(request, output, warnings);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said) => GeminiReplyReader.TryRead(reply, out said);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output) =>
        GeminiReplyReader.TryWrite(reply, createdAt, output);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);
}
