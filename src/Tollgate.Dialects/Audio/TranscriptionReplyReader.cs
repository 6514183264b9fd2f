using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Audio;

/// <summary>Reads a transcription that came as one JSON object: what it cost and where something can be added.</summary>
public static class TranscriptionReplyReader
{
    /// <summary>False when it is no JSON object. Where it has no usage but says how long the sound lasts, that is its usage.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => JsonObject.TryRead(reply, ReadRoot, out facts);

    private static ChatReplyFacts ReadRoot(ref Utf8JsonReader reader)
    {
        var state = UsageState.Missing;
        ReportedUsage usage = default;
        long? lasts = null;
        var isError = false;
        var hasMembers = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasMembers = true;
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isLength = reader.ValueTextEquals("duration"u8);
            var isFault = reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isUsage)
            {
                state = UsageReader.Read(ref reader, spoken: false, out usage);
            }
            else if (isLength)
            {
                lasts = UsageReader.Milliseconds(ref reader);
            }
            else
            {
                isError |= isFault && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
        }

        var told = state == UsageState.Missing && lasts is not null;
        return new ChatReplyFacts
        {
            UsageState = told ? UsageState.Reported : state,
            Usage = told ? new ReportedUsage { AudioMs = lasts!.Value } : usage,
            IsError = isError,
            ClosingBrace = (int)reader.TokenStartIndex,
            HasMembers = hasMembers,
        };
    }
}
