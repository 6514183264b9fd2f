using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Writes a reply with images in OpenAI's words, image by image. One a reply.</summary>
internal ref struct ImageData(IBufferWriter<byte> output)
{
    /// <summary>How many images were written.</summary>
    public int Count { get; private set; }

    /// <summary>Begins the reply.</summary>
    /// <param name="createdAt">Seconds of Unix time.</param>
    public readonly void Begin(long createdAt)
    {
        output.Write("{\"created\":"u8);
        RawWriter.Number(output, createdAt);
        output.Write(",\"data\":["u8);
    }

    /// <summary>Writes one image.</summary>
    /// <param name="name"><c>b64_json</c> or <c>url</c>.</param>
    /// <param name="inside">Its value as the inside of a JSON string.</param>
    /// <param name="revisedPrompt">What the provider made of the prompt, as JSON; empty where it says nothing.</param>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> inside, ReadOnlySpan<byte> revisedPrompt = default)
    {
        output.Write(Count++ > 0 ? ",{\""u8 : "{\""u8);
        output.Write(name);
        output.Write("\":\""u8);
        output.Write(inside);
        output.Write("\""u8);
        if (!revisedPrompt.IsEmpty)
        {
            output.Write(",\"revised_prompt\":"u8);
            output.Write(revisedPrompt);
        }

        output.Write("}"u8);
    }

    /// <summary>Ends the images; what else the reply says may follow, each member with a comma before it, and the brace.</summary>
    public readonly void End() => output.Write("]"u8);

    /// <summary>Says in which format the images are, by their media type.</summary>
    public readonly void Format(ReadOnlySpan<byte> mediaType)
    {
        var format = mediaType.SequenceEqual("image/png"u8) ? "png"u8
            : mediaType.SequenceEqual("image/jpeg"u8) ? "jpeg"u8
            : mediaType.SequenceEqual("image/webp"u8) ? "webp"u8
            : default;
        if (!format.IsEmpty)
        {
            output.Write(",\"output_format\":\""u8);
            output.Write(format);
            output.Write("\""u8);
        }
    }
}
