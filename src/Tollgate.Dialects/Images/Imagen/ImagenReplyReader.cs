using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Imagen;

/// <summary>Reads Imagen's reply: <c>{"predictions":[{"mimeType":...,"bytesBase64Encoded":...},{"raiFilteredReason":...}]}</c>. It reports no
/// usage: each image that came was made and is paid for, what was held back is not.</summary>
internal static class ImagenReplyReader
{
    /// <summary>False when the bytes are not one JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ImageReply said)
    {
        said = default;
        var found = new Found();
        if (!JsonObject.TryReadMembers(reply, ref found, ReadMember))
        {
            return false;
        }

        said = new ImageReply(
            new ChatReplyFacts
            {
                UsageState = UsageState.Reported,
                Usage = new ReportedUsage { Images = found.Images },
                IsError = found.IsError,
                HasMembers = found.HasMembers,
            },
            found.Images > 0 || found.IsError ? null : found.Reason ?? "nothing that it may show came of the prompt");
        return true;
    }

    /// <summary>False where it has no image.</summary>
    public static bool TryWrite(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output)
    {
        var data = new ImageData(output);
        data.Begin(createdAt);
        ReadOnlySpan<byte> mediaType = default;
        var predictions = new RawMembers(RawMembers.Find(reply.Span, "predictions"u8));
        while (predictions.Next())
        {
            var image = RawMembers.Text(RawMembers.Find(predictions.Value, "bytesBase64Encoded"u8));
            if (!image.IsEmpty)
            {
                mediaType = RawMembers.Text(RawMembers.Find(predictions.Value, "mimeType"u8));
                var prompt = RawMembers.Find(predictions.Value, "prompt"u8);
                data.Add("b64_json"u8, image, RawMembers.Text(prompt).IsEmpty ? default : prompt);
            }
        }

        data.End();
        data.Format(mediaType);
        output.Write("}"u8);
        return data.Count > 0;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        found.HasMembers = true;
        var isError = reader.ValueTextEquals("error"u8);
        var isPredictions = reader.ValueTextEquals("predictions"u8);
        reader.Read();
        if (!isPredictions || reader.TokenType != JsonTokenType.StartArray)
        {
            found.IsError |= isError && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadPrediction(ref reader, ref found);
            }

            reader.Skip();
        }
    }

    private static void ReadPrediction(ref Utf8JsonReader reader, ref Found found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isImage = reader.ValueTextEquals("bytesBase64Encoded"u8);
            var isReason = reader.ValueTextEquals("raiFilteredReason"u8);
            reader.Read();
            var isText = reader.TokenType == JsonTokenType.String;
            found.Images += isImage && isText && !reader.ValueSpan.IsEmpty ? 1 : 0;
            found.Reason ??= isReason && isText ? ProviderText.Clean(JsonText.StringOrNull(in reader)) : null;
            reader.Skip();
        }
    }

    private struct Found
    {
        public long Images;
        public string? Reason;
        public bool IsError;
        public bool HasMembers;
    }
}
