using System.Text.Json;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images;

/// <summary>Watches a stream of one image, in OpenAI's events: images that are not done yet, then the one that is, with its usage. One a stream.</summary>
public sealed class ImageStreamWatch : IStreamWatch
{
    private readonly SseData _data = new();
    private ReportedUsage _usage;

    /// <inheritdoc/>
    public UsageState UsageState { get; private set; } = UsageState.Missing;

    /// <inheritdoc/>
    public ReportedUsage Usage => _usage;

    /// <inheritdoc/>
    public string? ServiceTier => null;

    /// <inheritdoc/>
    public bool FinishSeen { get; private set; }

    /// <inheritdoc/>
    public bool IsWhole => FinishSeen;

    /// <summary>What an image that is not done has cost cannot be seen of its bytes.</summary>
    public long CountedOutputBytes => 0;

    /// <inheritdoc/>
    public long CountedThoughtBytes => 0;

    /// <inheritdoc/>
    public StreamEvent Observe(ReadOnlySpan<byte> oneEvent)
    {
        var data = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (namedError)
        {
            return StreamEvent.Error;
        }

        if (data.IsEmpty)
        {
            return StreamEvent.Other;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            return StreamEvent.Done;
        }

        var met = new Met();
        if (!JsonObject.TryReadMembers(data, ref met, ReadMember))
        {
            return StreamEvent.Malformed;
        }

        if (met.IsError)
        {
            return StreamEvent.Error;
        }

        if (!met.IsDone)
        {
            return met.IsPartial ? StreamEvent.Content : StreamEvent.Other;
        }

        FinishSeen = true;
        UsageState = met.Usage.Take(images: 1, out _usage);
        return StreamEvent.UsageOnly;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Met met)
    {
        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            met.Usage.Read(ref reader);
        }
        else if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                met.IsDone |= reader.ValueTextEquals("image_generation.completed"u8);
                met.IsPartial |= reader.ValueTextEquals("image_generation.partial_image"u8);
                met.IsError |= reader.ValueTextEquals("error"u8);
            }

            reader.Skip();
        }
        else
        {
            var mayBeError = reader.ValueTextEquals("error"u8);
            reader.Read();
            met.IsError |= mayBeError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
    }

    private struct Met()
    {
        public ImageUsage Usage = new();
        public bool IsDone;
        public bool IsPartial;
        public bool IsError;
    }
}
