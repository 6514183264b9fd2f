using System.Text.Json;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.OpenAi;

/// <summary>Reads a reply with images in OpenAI's format in one pass.</summary>
internal static class OpenAiReplyReader
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
                UsageState = found.Usage.Take(found.Images, out var usage),
                Usage = usage,
                IsError = found.IsError,
                ClosingBrace = reply.LastIndexOf((byte)'}'),
                HasMembers = found.HasMembers,
            },
            null);
        return true;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        found.HasMembers = true;
        var isData = reader.ValueTextEquals("data"u8);
        var isUsage = reader.ValueTextEquals("usage"u8);
        var isError = reader.ValueTextEquals("error"u8);
        reader.Read();
        if (isUsage)
        {
            found.Usage.Read(ref reader);
        }
        else if (isData && reader.TokenType == JsonTokenType.StartArray)
        {
            found.Images = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                found.Images += reader.TokenType == JsonTokenType.StartObject ? 1 : 0;
                reader.Skip();
            }
        }
        else
        {
            found.IsError |= isError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
    }

    private struct Found()
    {
        public ImageUsage Usage = new();
        public long Images = -1;
        public bool IsError;
        public bool HasMembers;
    }
}
