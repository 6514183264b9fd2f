using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Watches a stream go by, event by event, for what it costs. One per stream, to be used again after <see cref="Reset"/>.</summary>
internal sealed class ChatStreamReader : IStreamWatch
{
    private readonly SseData _data = new();
    private UsageReader _usage = new();
    private bool _final;

    private static ReadOnlySpan<byte> PlainTextHead => "\"delta\":{\"type\":\"text_delta\",\"text\":\""u8;

    /// <summary>State of the usage once the stream has told its last word of it; before, <see cref="UsageState.Missing"/>.</summary>
    public UsageState UsageState => _final ? _usage.Take(out _) : UsageState.Missing;

    /// <summary>The usage; whole when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>, else what is known of the input.</summary>
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

    /// <summary>True once the reply came to its end.</summary>
    public bool FinishSeen { get; private set; }

    /// <inheritdoc/>
    public bool IsWhole => DoneSeen;

    /// <summary>True once <c>message_stop</c> has passed.</summary>
    public bool DoneSeen { get; private set; }

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
        FinishSeen = false;
        DoneSeen = false;
        CountedOutputBytes = 0;
        CountedThoughtBytes = 0;
    }

    /// <summary>Takes one whole event, as <see cref="SseScanner"/> cuts it.</summary>
    public StreamEvent Observe(ReadOnlySpan<byte> oneEvent)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (json.IsEmpty)
        {
            return namedError ? StreamEvent.Error : StreamEvent.Other;
        }

        if (!namedError && TryObservePlainText(json))
        {
            return StreamEvent.Content;
        }

        var kind = ObserveJson(json);
        return namedError ? StreamEvent.Error : kind;
    }

    // The commonest event by far: one piece of text without escapes. The head cannot stand inside of a text, where quotes are escaped.
    private bool TryObservePlainText(ReadOnlySpan<byte> json)
    {
        var at = json.IndexOf(PlainTextHead);
        if (at < 0 || json.IndexOf("\"error\""u8) >= 0)
        {
            return false;
        }

        var text = json[(at + PlainTextHead.Length)..];
        var length = text.IndexOfAny((byte)'"', (byte)'\\');
        if (length < 0 || !text[length..].TrimEnd(" "u8).SequenceEqual("\"}}"u8))
        {
            return false;
        }

        CountedOutputBytes += length;
        return true;
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
        CountedOutputBytes += found.Bytes;
        CountedThoughtBytes += found.Thought;
        FinishSeen |= found.Finished;
        _final |= found.Kind == Kind.MessageDelta && found.UsageGiven;
        DoneSeen |= found.Kind == Kind.Stop;
        return found.Kind switch
        {
            Kind.Stop => StreamEvent.Done,
            Kind.MessageDelta or Kind.Block => StreamEvent.Content,
            _ => StreamEvent.Other,
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            found.Kind = KindOf(ref reader);
            found.IsError |= found.Kind == Kind.Error;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            found.UsageGiven |= reader.TokenType == JsonTokenType.StartObject;
            found.Usage.Read(ref reader);
        }
        else if (reader.ValueTextEquals("message"u8))
        {
            reader.Read();
            ReadMessage(ref reader, ref found);
        }
        else if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("content_block"u8))
        {
            reader.Read();
            var ahead = reader;
            found.Bytes += GeneratedText.Count(ref reader, ref found.Thought);
            found.Finished |= HasStopReason(ref ahead);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            found.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ref Found found)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            reader.Read();
            if (isUsage)
            {
                found.Usage.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static bool HasStopReason(ref Utf8JsonReader reader)
    {
        var found = false;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isReason = reader.ValueTextEquals("stop_reason"u8);
                reader.Read();
                found |= isReason && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
                reader.Skip();
            }
        }

        return found;
    }

    private static Kind KindOf(ref Utf8JsonReader reader) =>
        reader.TokenType != JsonTokenType.String ? Kind.Other
        : reader.ValueTextEquals("content_block_delta"u8) || reader.ValueTextEquals("content_block_start"u8) ? Kind.Block
        : reader.ValueTextEquals("message_delta"u8) ? Kind.MessageDelta
        : reader.ValueTextEquals("message_stop"u8) ? Kind.Stop
        : reader.ValueTextEquals("error"u8) ? Kind.Error
        : Kind.Other;

    private enum Kind
    {
        Other,
        Block,
        MessageDelta,
        Stop,
        Error,
    }

    private ref struct Found
    {
        public Kind Kind;
        public UsageReader Usage;
        public bool UsageGiven;
        public bool IsError;
        public bool Finished;
        public long Bytes;
        public long Thought;
    }
}
