using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Audio;

/// <summary>Watches a stream of speech or of a transcription: events whose <c>type</c> ends with <c>.delta</c>, <c>.segment</c> or
/// <c>.done</c>, the last with the usage. One a stream.</summary>
public abstract class AudioStreamWatch : IStreamWatch
{
    private readonly SseData _data = new();

    /// <inheritdoc/>
    public UsageState UsageState { get; private set; }

    /// <inheritdoc/>
    public ReportedUsage Usage { get; private set; }

    /// <summary>What is billed of it.</summary>
    public AudioUnit Unit { get; init; }

    /// <summary>What is charged where the last event reports nothing; null where that is not known.</summary>
    public ReportedUsage? Unreported { get; init; }

    /// <inheritdoc/>
    public string? ServiceTier => null;

    /// <inheritdoc/>
    public bool FinishSeen { get; private set; }

    /// <inheritdoc/>
    public bool IsWhole => FinishSeen;

    /// <inheritdoc/>
    public abstract long CountedOutputBytes { get; }

    /// <inheritdoc/>
    public long CountedThoughtBytes => 0;

    /// <summary>True where the output is sound.</summary>
    private protected abstract bool Spoken { get; }

    /// <inheritdoc/>
    public StreamEvent Observe(ReadOnlySpan<byte> oneEvent)
    {
        var data = _data.Read(oneEvent, out var namedError);
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
            return End();
        }

        var found = new Found { Spoken = Spoken };
        if (!JsonObject.TryReadMembers(data, ref found, ReadMember))
        {
            return StreamEvent.Malformed;
        }

        if (found.IsError || found.Kind == Kind.Error)
        {
            return StreamEvent.Error;
        }

        if (found.Kind == Kind.Done)
        {
            (UsageState, Usage) = (found.State, found.Usage);
            return End();
        }

        return found.Kind == Kind.Other ? StreamEvent.Other
            : TryTake(found.Content, found.ContentEscaped, found.Kind == Kind.Segment) ? StreamEvent.Content
            : StreamEvent.Malformed;
    }

    private StreamEvent End()
    {
        FinishSeen = true;
        if (Spoken && Usage.OutputTokens == 0 && CountedOutputBytes > 0 && UsageState == UsageState.Reported)
        {
            // Sound came, and is said to have taken no tokens.
            UsageState = UsageState.Missing;
        }

        (UsageState, Usage) = Unit.Billable(UsageState, Usage, Unreported);
        return StreamEvent.Done;
    }

    /// <summary>Takes what a delta or a segment holds: the inside of a JSON text, or nothing. False when it cannot be read.</summary>
    private protected abstract bool TryTake(ReadOnlySpan<byte> content, bool escaped, bool isSegment);

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        var isType = reader.ValueTextEquals("type"u8);
        var isUsage = reader.ValueTextEquals("usage"u8);
        var isFault = reader.ValueTextEquals("error"u8);
        var isContent = reader.ValueTextEquals("audio"u8) || reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("text"u8);
        reader.Read();
        if (isType && reader.TokenType == JsonTokenType.String)
        {
            found.Kind = KindOf(reader.ValueSpan);
        }
        else if (isUsage)
        {
            found.State = UsageReader.Read(ref reader, found.Spoken, out var usage);
            found.Usage = usage;
        }
        else if (isContent && reader.TokenType == JsonTokenType.String)
        {
            found.Content = reader.ValueSpan;
            found.ContentEscaped = reader.ValueIsEscaped;
        }
        else
        {
            found.IsError |= isFault && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
    }

    private static Kind KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("error"u8) ? Kind.Error
        : !type.StartsWith("speech.audio."u8) && !type.StartsWith("transcript.text."u8) && !type.StartsWith("transcription."u8) ? Kind.Other
        : type.EndsWith(".delta"u8) ? Kind.Delta
        : type.EndsWith(".segment"u8) ? Kind.Segment
        : type.EndsWith(".done"u8) ? Kind.Done
        : Kind.Other;

    private enum Kind
    {
        Other,
        Delta,
        Segment,
        Done,
        Error,
    }

    private ref struct Found
    {
        public Kind Kind;
        public bool Spoken;
        public bool IsError;
        public ReadOnlySpan<byte> Content;
        public bool ContentEscaped;
        public UsageState State;
        public ReportedUsage Usage;
    }
}
