using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.ImageShape;

/// <summary>How one family of providers is asked for images, and answers.</summary>
internal interface IImageDialect
{
    /// <summary>What is asked of the provider with it.</summary>
    ModelApi Api => ModelApi.Images;

    /// <summary>True where a good reply is in the caller's own words.</summary>
    bool Passes { get; }

    /// <summary>Says what is asked for as it will be sent: <paramref name="facts"/> has what the request says. False, with the fault, where there
    /// are no words for it there.</summary>
    bool TryReadFacts(ImageRequest request, in ImageTarget target, CallFacts facts, out DialectFault fault);

    /// <summary>Writes the request. Names what is left out or changed, e.g. <c>dropped:style</c>.</summary>
    void Write(ImageRequest request, in ImageTarget target, IBufferWriter<byte> output, List<string> warnings);

    /// <summary>Reads a good reply; false when it is no JSON object.</summary>
    bool TryReadReply(ReadOnlySpan<byte> reply, out ImageReply said);

    /// <summary>Writes a good reply in the caller's words; false when it is no answer. Not asked where it passes.</summary>
    bool TryWriteReply(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output);

    /// <summary>The body of an error.</summary>
    ProviderMessage ReadError(ReadOnlySpan<byte> body);
}
