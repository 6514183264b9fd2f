using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Responses;

/// <summary>Watches a stream go by, event by event, for what it costs. One per stream, to be used again after <see cref="Reset"/>.</summary>
internal sealed class ChatStreamReader : IStreamWatch
{
    private readonly SseData _data = new();

    /// <summary>State of the last usage reported.</summary>
    public UsageState UsageState { get; private set; }

    /// <summary>The last usage reported; set when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>.</summary>
    public ReportedUsage Usage { get; private set; }

    /// <summary>Tier the provider says it runs the call in; null when it says nothing.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>True once the reply came to its end.</summary>
    public bool FinishSeen { get; private set; }

    /// <summary>True once the last event has passed: the response as a whole, completed or cut off by its limit.</summary>
    public bool DoneSeen { get; private set; }

    /// <summary>Without its last event a response was cut.</summary>
    public bool IsWhole => DoneSeen;

    /// <summary>True when usage came in an event that also has content: here it always does.</summary>
    public bool HasUsageInContentChunk => UsageState != UsageState.Missing;

    /// <summary>Bytes of all generated text that has passed, escapes resolved.</summary>
    public long CountedOutputBytes { get; private set; }

    /// <summary>What of <see cref="CountedOutputBytes"/> is visible thought.</summary>
    public long CountedThoughtBytes { get; private set; }

    public void Reset()
    {
        UsageState = UsageState.Missing;
        Usage = default;
        ServiceTier = null;
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

        if (json.SequenceEqual("[DONE]"u8))
        {
            // Not of OpenAI, but of some who imitate it, behind the last event.
            return StreamEvent.Other;
        }

        var kind = ObserveJson(json);
        return namedError ? StreamEvent.Error : kind;
    }

    private StreamEvent ObserveJson(ReadOnlySpan<byte> json)
    {
        var found = new Found();
        return JsonObject.TryReadMembers(json, ref found, ReadMember) ? Take(found) : StreamEvent.Malformed;
    }

    private StreamEvent Take(in Found found)
    {
        ServiceTier = found.Response.ServiceTier ?? ServiceTier;
        if (found.Response.UsageState != UsageState.Missing)
        {
            UsageState = found.Response.UsageState;
            Usage = found.Response.Usage;
        }

        if (found.IsError || found.Response.IsError || found.Kind == Kind.Failed)
        {
            return StreamEvent.Error;
        }

        switch (found.Kind)
        {
            case Kind.Last:
                FinishSeen = true;
                DoneSeen = true;
                return StreamEvent.Done;
            case Kind.Delta or Kind.Thought:
                CountedOutputBytes += found.Bytes;
                CountedThoughtBytes += found.Kind == Kind.Thought ? found.Bytes : 0;
                return StreamEvent.Content;
            case Kind.Item:
                // The name of a function is generated as its arguments are.
                CountedOutputBytes += found.NameBytes;
                return StreamEvent.Content;
            default:
                return StreamEvent.Other;
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            found.Kind = KindOf(ref reader);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("delta"u8))
        {
            reader.Read();
            found.Bytes = GeneratedText.Count(ref reader);
        }
        else if (reader.ValueTextEquals("item"u8))
        {
            reader.Read();
            found.NameBytes = ReadName(ref reader);
        }
        else if (reader.ValueTextEquals("response"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                found.Response = ChatReplyReader.ReadResponse(ref reader);
            }

            reader.Skip();
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

    private static long ReadName(ref Utf8JsonReader reader)
    {
        var bytes = 0L;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isName)
            {
                bytes = GeneratedText.Count(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return bytes;
    }

    private static Kind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return Kind.Other;
        }

        var type = reader.ValueSpan;
        return GeneratedText.IsDelta(type) ? (GeneratedText.IsThought(type) ? Kind.Thought : Kind.Delta)
            : type.SequenceEqual("response.output_item.added"u8) ? Kind.Item
            : type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8) ? Kind.Last
            : type.SequenceEqual("response.failed"u8) || type.SequenceEqual("error"u8) ? Kind.Failed
            : Kind.Other;
    }

    private enum Kind
    {
        Other,
        Item,
        Delta,
        Thought,
        Last,
        Failed,
    }

    private ref struct Found
    {
        public Kind Kind;
        public ChatReplyFacts Response;
        public bool IsError;
        public long Bytes;
        public long NameBytes;
    }
}
