using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Watches a stream go by, event by event, for what it costs. One per stream, to be used again after <see cref="Reset"/>.</summary>
internal sealed class ChatStreamReader : IStreamWatch
{
    private readonly SseData _data = new();

    private static ReadOnlySpan<byte> PlainTextHead => "{\"content\":\""u8;

    /// <summary>State of the last usage reported.</summary>
    public UsageState UsageState { get; private set; }

    /// <summary>The last usage reported; set when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>.</summary>
    public ReportedUsage Usage { get; private set; }

    /// <summary>Tier the provider says it runs the call in; null when it says nothing.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>True once a choice came to its end.</summary>
    public bool FinishSeen { get; private set; }

    /// <summary>Not all providers say their last word: a finish or a usage is enough.</summary>
    public bool IsWhole => FinishSeen || UsageState == UsageState.Reported;

    /// <summary>True once <c>[DONE]</c> has passed.</summary>
    public bool DoneSeen { get; private set; }

    /// <summary>True when usage came in a chunk that also has choices.</summary>
    public bool HasUsageInContentChunk { get; private set; }

    /// <summary>Bytes of all generated text that has passed, escapes resolved.</summary>
    public long CountedOutputBytes { get; private set; }

    /// <summary>Those of them that are the model's thought, where the provider shows it.</summary>
    public long CountedThoughtBytes { get; private set; }

    public void Reset()
    {
        UsageState = UsageState.Missing;
        Usage = default;
        ServiceTier = null;
        FinishSeen = false;
        DoneSeen = false;
        HasUsageInContentChunk = false;
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
            DoneSeen = true;
            return StreamEvent.Done;
        }

        if (!namedError && TryObserveDelta(json))
        {
            return StreamEvent.Content;
        }

        var kind = ObserveChunk(json);
        return namedError ? StreamEvent.Error : kind;
    }

    // Most events carry one delta and nothing else of interest: then only the delta is parsed. A key inside the generated text cannot
    // be mistaken for a key of the chunk, since quotes are escaped there; whatever looks unusual takes the full parse.
    private bool TryObserveDelta(ReadOnlySpan<byte> json)
    {
        if (json[0] != (byte)'{' || json[^1] != (byte)'}'
            || HasValue(json, "\"usage\""u8) || HasValue(json, "\"error\""u8)
            || HasValue(json, "\"finish_reason\""u8) || (ServiceTier is null && HasValue(json, "\"service_tier\""u8)))
        {
            return false;
        }

        var bytes = 0L;
        var thought = 0L;
        var found = false;
        try
        {
            for (var at = json.IndexOf("\"delta\":"u8); at >= 0; at = json.IndexOf("\"delta\":"u8))
            {
                found = true;
                json = json[(at + "\"delta\":".Length)..];
                if (IsPlainText(json, out var length))
                {
                    bytes += length;
                    json = json[(PlainTextHead.Length + length)..];
                    continue;
                }

                var reader = new Utf8JsonReader(json);
                reader.Read();
                bytes += GeneratedText.Count(ref reader, ref thought);
                json = json[(int)reader.BytesConsumed..];
            }
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        CountedOutputBytes += bytes;
        CountedThoughtBytes += thought;
        return found;
    }

    // The commonest delta by far: one piece of text without escapes and nothing else.
    private static bool IsPlainText(ReadOnlySpan<byte> delta, out int length)
    {
        length = 0;
        if (!delta.StartsWith(PlainTextHead))
        {
            return false;
        }

        var text = delta[PlainTextHead.Length..];
        length = text.IndexOfAny((byte)'"', (byte)'\\');
        return length >= 0 && text[length..].StartsWith("\"}"u8);
    }

    // True when the key is there with a value other than null.
    private static bool HasValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedKey)
    {
        for (var at = json.IndexOf(quotedKey); at >= 0; at = json.IndexOf(quotedKey))
        {
            json = json[(at + quotedKey.Length)..];
            var rest = json.TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty || rest[0] != (byte)':')
            {
                continue;
            }

            rest = rest[1..].TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty || rest[0] != (byte)'n')
            {
                return true;
            }
        }

        return false;
    }

    private StreamEvent ObserveChunk(ReadOnlySpan<byte> json)
    {
        var chunk = new Chunk();
        return JsonObject.TryReadMembers(json, ref chunk, ReadMember) ? Take(chunk) : StreamEvent.Malformed;
    }

    private StreamEvent Take(in Chunk chunk)
    {
        ServiceTier = chunk.ServiceTier ?? ServiceTier;
        FinishSeen |= chunk.Finished;
        CountedOutputBytes += chunk.Bytes;
        CountedThoughtBytes += chunk.Thought;
        if (chunk.UsageState != UsageState.Missing)
        {
            UsageState = chunk.UsageState;
            Usage = chunk.Usage;
            HasUsageInContentChunk |= chunk.Choices > 0;
        }

        return chunk.IsError ? StreamEvent.Error
            : chunk.Choices > 0 ? StreamEvent.Content
            : chunk.UsageGiven ? StreamEvent.UsageOnly
            : StreamEvent.Other;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        if (reader.ValueTextEquals("choices"u8))
        {
            reader.Read();
            ReadChoices(ref reader, ref chunk);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                chunk.UsageGiven = true;
                chunk.UsageState = UsageReader.Read(ref reader, out chunk.Usage);
            }
        }
        else if (reader.ValueTextEquals("x_groq"u8))
        {
            reader.Read();
            ReadGroq(ref reader, ref chunk);
        }
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            reader.Read();
            chunk.ServiceTier = ServiceTiers.Read(ref reader);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            chunk.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    // Groq reports here at a stream's end, asked or not, and says here why one ended early.
    private static void ReadGroq(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isError = reader.ValueTextEquals("error"u8);
            reader.Read();
            chunk.IsError |= isError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            if (isUsage && chunk.UsageState == UsageState.Missing)
            {
                chunk.UsageState = UsageReader.Read(ref reader, out chunk.Usage);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            chunk.Choices++;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadChoice(ref reader, ref chunk);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadChoice(ref Utf8JsonReader reader, ref Chunk chunk)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                chunk.Bytes += GeneratedText.Count(ref reader, ref chunk.Thought);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                chunk.Finished |= reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private ref struct Chunk
    {
        public int Choices;
        public UsageState UsageState;
        public ReportedUsage Usage;
        public bool UsageGiven;
        public string? ServiceTier;
        public bool IsError;
        public bool Finished;
        public long Bytes;
        public long Thought;
    }
}
