using System.Buffers;
using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Audio;

/// <summary>A transcription that comes whole: a JSON object, or text and subtitles, which say nothing of what they cost and take nothing
/// beside them.</summary>
/// <param name="answered">The reply.</param>
/// <param name="unit">What is billed.</param>
/// <param name="heard">What was heard by our own measure, where that is what is billed; null where nobody can tell.</param>
internal sealed class TranscriptionView(Answered answered, AudioUnit unit, ReportedUsage? heard) : IPlainView
{
    private readonly bool _isJson = answered.Reply.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What lasts less is billed as if it lasted this long.</summary>
    public long LeastMs { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public BlockPlace Block => _isJson ? BlockPlace.Comment : BlockPlace.Headers;

    /// <inheritdoc/>
    public bool Passes => true;

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts)
    {
        facts = default;
        if (_isJson && !TranscriptionReplyReader.TryRead(reply, out facts))
        {
            return false;
        }

        if (!facts.IsError)
        {
            var (state, usage) = unit.Billable(facts.UsageState, facts.Usage, heard);
            answered.Call.Record.Flags |= state == UsageState.Reported && usage != facts.Usage ? CallFlags.Counted : CallFlags.None;
            facts = facts with { UsageState = state, Usage = unit == AudioUnit.Time ? usage with { AudioMs = Math.Max(usage.AudioMs, LeastMs) } : usage };
        }

        return true;
    }

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => ChatDialect.OpenAi.ReadError(body);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output) => false;
}
