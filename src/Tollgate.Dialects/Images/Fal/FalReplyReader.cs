using System.Buffers;
using System.Text.Json;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Fal;

/// <summary>Reads fal's reply: <c>{"images":[{"url":...,"width":...,"height":...,"content_type":...}],...}</c>.
/// It reports no usage: each image that came is paid for.</summary>
internal static class FalReplyReader
{
    /// <summary>False when the bytes are not one JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ImageReply said)
    {
        said = default;
        if (!JsonObject.TryRead(reply, Pass, out _))
        {
            return false;
        }

        var images = 0L;
        var items = ImagesOf(reply);
        while (items.Next())
        {
            images += RawMembers.Text(RawMembers.Find(items.Value, "url"u8)).IsEmpty ? 0 : 1;
        }

        said = new ImageReply(
            new ChatReplyFacts
            {
                UsageState = images > 0 ? UsageState.Reported : UsageState.Missing,
                Usage = new ReportedUsage { Images = images },
                IsError = images == 0 && !RawMembers.Find(reply, "detail"u8).IsEmpty,
                HasMembers = true,
            },
            null);
        return true;
    }

    /// <summary>False where it has no image.</summary>
    public static bool TryWrite(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output)
    {
        var data = new ImageData(output);
        data.Begin(createdAt);
        ReadOnlySpan<byte> mediaType = default;
        var items = ImagesOf(reply.Span);
        while (items.Next())
        {
            var url = RawMembers.Text(RawMembers.Find(items.Value, "url"u8));
            if (url.IsEmpty)
            {
                continue;
            }

            mediaType = RawMembers.Text(RawMembers.Find(items.Value, "content_type"u8));
            if (TryReadDataUri(url, out var type, out var image))
            {
                mediaType = type;
                data.Add("b64_json"u8, image);
            }
            else
            {
                data.Add("url"u8, url);
            }
        }

        data.End();
        data.Format(mediaType);
        output.Write("}"u8);
        return data.Count > 0;
    }

    private static bool Pass(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return true;
    }

    private static RawMembers ImagesOf(ReadOnlySpan<byte> reply) => new(RawMembers.Find(reply, "images"u8));

    // data:image/png;base64,AAAA; a slash may be escaped.
    private static bool TryReadDataUri(ReadOnlySpan<byte> url, out ReadOnlySpan<byte> mediaType, out ReadOnlySpan<byte> image)
    {
        mediaType = default;
        image = default;
        var comma = url.IndexOf((byte)',');
        if (comma < 0 || !url.StartsWith("data:"u8) || !url[..comma].EndsWith(";base64"u8))
        {
            return false;
        }

        mediaType = url[5..(comma - 7)];
        image = url[(comma + 1)..];
        return true;
    }
}
