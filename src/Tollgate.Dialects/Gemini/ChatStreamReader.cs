using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Gemini;

/// <summary>Watches a stream go by, event by event, for what it costs. One per stream, to be used again after <see cref="Reset"/>.</summary>
internal sealed class ChatStreamReader : IStreamWatch
{
    private readonly SseData _data = new();
    private UsageReader _usage = new();
    private bool _final;

    // Candidates met and ended, a bit each.
    private ulong _met;
    private ulong _ended;

    /// <summary>State of the usage once the stream has told its last word of it; before, <see cref="UsageState.Missing"/>.</summary>
    public UsageState UsageState => _final ? _usage.Take(out _) : UsageState.Missing;

    /// <summary>The usage; whole when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>, else what is known so far.</summary>
    public ReportedUsage Usage
    {
        get
        {
            _ = _usage.Take(out var usage);
            return usage;
        }
    }

    /// <summary>Tier the provider says it runs the call in; null when it says nothing.</summary>
    public string? ServiceTier => _usage.ServiceTier;

    /// <summary>True once a candidate came to its end, or the prompt was blocked.</summary>
    public bool FinishSeen { get; private set; }

    /// <summary>True once every candidate came to its end: such a stream has no last word of its own.</summary>
    public bool DoneSeen => FinishSeen && _met == _ended;

    /// <inheritdoc/>
    public bool IsWhole => DoneSeen;

    /// <summary>True when usage came in an event that also has content: here it always does.</summary>
    public bool HasUsageInContentChunk => _final;

    /// <summary>Bytes of all generated text that has passed, escapes resolved.</summary>
    public long CountedOutputBytes { get; private set; }

    /// <summary>What of <see cref="CountedOutputBytes"/> is visible thought.</summary>
    public long CountedThoughtBytes { get; private set; }

    public void Reset()
    {
        _usage = new UsageReader();
        _final = false;
        _met = 0;
        _ended = 0;
        FinishSeen = false;
        CountedOutputBytes = 0;
        CountedThoughtBytes = 0;
    }

    /// <summary>Takes one whole event, as <see cref="SseScanner"/> cuts it.</summary>
    public StreamEvent Observe(ReadOnlySpan<byte> oneEvent)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (json.IsEmpty)
        {
            // An error stands in the stream as it is, without a field's name before it.
            json = oneEvent.Trim(" \t\r\n"u8);
            return !json.StartsWith("{"u8) && !json.StartsWith("["u8) ? (namedError ? StreamEvent.Error : StreamEvent.Other)
                : json.IndexOf("\"error\""u8) >= 0 ? StreamEvent.Error
                : StreamEvent.Malformed;
        }

        var kind = ObserveJson(json);
        return namedError ? StreamEvent.Error : kind;
    }

    private StreamEvent ObserveJson(ReadOnlySpan<byte> json)
    {
        var found = new Found { Usage = _usage };
        return JsonObject.TryReadMembers(json, ref found, ReadMember) ? Take(found) : StreamEvent.Malformed;
    }

    private StreamEvent Take(in Found found)
    {
        if (found.IsError)
        {
            return StreamEvent.Error;
        }

        _usage = found.Usage;
        _met |= found.Met;
        _ended |= found.Ended;
        CountedOutputBytes += found.Bytes;
        CountedThoughtBytes += found.Thought;
        FinishSeen |= found.Blocked || found.Ended != 0;
        _final |= FinishSeen && found.UsageGiven;
        return found.HasMembers ? StreamEvent.Content : StreamEvent.Other;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        found.HasMembers = true;
        if (reader.ValueTextEquals("candidates"u8))
        {
            reader.Read();
            ReadCandidates(ref reader, ref found);
        }
        else if (reader.ValueTextEquals("usageMetadata"u8))
        {
            reader.Read();
            found.UsageGiven |= reader.TokenType == JsonTokenType.StartObject;
            found.Usage.Read(ref reader);
        }
        else if (reader.ValueTextEquals("modelVersion"u8))
        {
            reader.Read();
            found.Usage.ReadModel(ref reader);
        }
        else if (reader.ValueTextEquals("promptFeedback"u8))
        {
            reader.Read();
            found.Blocked |= HasWord(ref reader, "blockReason"u8);
        }
        else
        {
            var mayBeError = reader.ValueTextEquals("error"u8);
            reader.Read();
            found.IsError |= mayBeError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
    }

    private static void ReadCandidates(ref Utf8JsonReader reader, ref Found found)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadCandidate(ref reader, place, ref found);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadCandidate(ref Utf8JsonReader reader, int place, ref Found found)
    {
        var ended = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                found.Bytes += GeneratedText.Count(ref reader, ref found.Thought);
            }
            else if (reader.ValueTextEquals("groundingMetadata"u8))
            {
                reader.Read();
                ChatReplyReader.ReadGrounding(ref reader, ref found.Usage);
            }
            else
            {
                var isIndex = reader.ValueTextEquals("index"u8);
                var isReason = reader.ValueTextEquals("finishReason"u8);
                reader.Read();
                ended |= isReason && IsReason(ref reader);
                place = isIndex && Utf8Parser.TryParse(reader.ValueSpan, out int index, out _) && index >= 0 ? index : place;
                reader.Skip();
            }
        }

        var mark = 1UL << (place & 63);
        found.Met |= mark;
        found.Ended |= ended ? mark : 0;
    }

    private static bool IsReason(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty && !reader.ValueTextEquals("FINISH_REASON_UNSPECIFIED"u8);

    private static bool HasWord(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var found = false;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                found |= isIt && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
                reader.Skip();
            }
        }

        reader.Skip();
        return found;
    }

    private ref struct Found
    {
        public UsageReader Usage;
        public bool UsageGiven;
        public bool IsError;
        public bool HasMembers;
        public bool Blocked;
        public ulong Met;
        public ulong Ended;
        public long Bytes;
        public long Thought;
    }
}
