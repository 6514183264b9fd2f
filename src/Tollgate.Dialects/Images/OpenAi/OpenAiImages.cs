using System.Buffers;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.OpenAi;

/// <summary>Images of OpenAI, of xAI, and of all who take OpenAI's format.</summary>
internal sealed class OpenAiImages : IImageDialect
{
    // OpenAI counts an image that is shown before it is done as so many tokens of output.
    private const long TokensOfPartialImage = 100;

    // What is usual at most models that practice stands in for.
    private const string UsualPracticeSize = "1024x1024";

    /// <inheritdoc/>
    public bool Passes => true;

    /// <inheritdoc/>
    public bool TryReadFacts(ImageRequest request, in ImageTarget target, CallFacts facts, out DialectFault fault)
    {
        if (request.Has(ImageField.Steps))
        {
            return ImageNotes.Refuse(ImageField.Steps, "What a step costs at this model's provider is not known; leave it out.", out fault);
        }

        var isXai = OpenAiRequestWriter.IsXai(target);
        if (isXai && facts.Stream)
        {
            return ImageNotes.Refuse(ImageField.Stream, "This model's provider answers whole only; leave stream out.", out fault);
        }

        fault = default;
        facts.ImageSize = isXai ? request.Resolution : request.Size ?? request.Resolution ?? UsualSize(target);
        facts.PredictionBytes = request.PartialImages * TokensOfPartialImage;
        return true;
    }

    /// <inheritdoc/>
    public void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings) =>
        OpenAiRequestWriter.Write(request, target, output, warnings);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said) => OpenAiReplyReader.TryRead(reply, out said);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output)
    {
        output.Write(reply.Span);
        return true;
    }

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatErrorReader.Read(body);

    private static string? UsualSize(in ImageTarget target) => target.ProviderKind == "practice" ? UsualPracticeSize : null;
}
