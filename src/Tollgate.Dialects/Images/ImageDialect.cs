using System.Buffers;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Images.Fal;
using Tollgate.Dialects.Images.Gemini;
using Tollgate.Dialects.Images.Imagen;
using Tollgate.Dialects.Images.OpenAi;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images;

/// <summary>How a provider is asked for images: callers always ask in OpenAI's words.</summary>
public sealed class ImageDialect
{
    private static readonly ImageDialect OpenAi = new(new OpenAiImages());
    private static readonly ImageDialect Imagen = new(new ImagenImages());
    private static readonly ImageDialect Gemini = new(new GeminiImages());
    private static readonly ImageDialect Fal = new(new FalImages());

    private readonly IImageDialect _wing;

    private ImageDialect(IImageDialect wing) => _wing = wing;

    /// <summary>What is asked of the provider with a request in it.</summary>
    public ModelApi Api => _wing.Api;

    /// <summary>True where a good reply is in the caller's own words.</summary>
    public bool Passes => _wing.Passes;

    /// <summary>The dialect of a model; null for a kind of provider that makes no images.</summary>
    public static ImageDialect? Of(in ImageTarget target) => target.ProviderKind switch
    {
        "anthropic" => null,
        FalAddress.Kind => Fal,
        "google" => target.Model.StartsWith("imagen", StringComparison.OrdinalIgnoreCase) ? Imagen : Gemini,
        _ => OpenAi,
    };

    /// <summary>What is asked for as it will be sent to a provider; null, with the fault, where there are no words for it there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="asked">What it says of itself.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="fault">Set when this returns null.</param>
    public CallFacts? ReadFacts(ImageRequest request, CallFacts asked, in ImageTarget target, out DialectFault fault)
    {
        var facts = new CallFacts
        {
            Model = target.Model,
            Api = ModelApi.Images,
            Stream = asked.Stream,
            UsageAsked = asked.UsageAsked,
            Images = request.Count,
            ImageSize = request.Size,
            ImageQuality = request.Quality,

            // Each image is made by itself, and reads the prompt by itself.
            TextBytes = asked.TextBytes * request.Count,
            Messages = (int)request.Count,
            Choices = (int)request.Count,
            Metadata = asked.Metadata,
        };
        return _wing.TryReadFacts(request, target, facts, out fault) ? facts : null;
    }

    /// <summary>Writes the request for a provider.</summary>
    /// <param name="request">One whose facts could be read.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="output">Where to.</param>
    /// <param name="warnings">Takes what is left out or changed.</param>
    public void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings) =>
        _wing.Write(request, target, output, warnings);

    /// <summary>Reads a good reply; false when it is no JSON object.</summary>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said) => _wing.TryReadReply(reply, out said);

    /// <summary>Writes a good reply in the caller's words; false when it is no answer to what was asked.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="createdAt">When it came, in seconds of Unix time.</param>
    /// <param name="output">Where to.</param>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output) => _wing.TryWriteReply(reply, createdAt, output);

    /// <summary>The body of an error.</summary>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => _wing.ReadError(body);
}
