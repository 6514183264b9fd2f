using System.Buffers;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Relay;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Audio;

/// <summary>A request for speech as it goes out: the caller's own bytes where nothing must change.</summary>
internal sealed class SpeechBody(CallFacts facts, SpeechRequestEdits edits, PooledBuffer body) : CallBody, IPlainView
{
    private BodyCopies _copies;
    private bool _byCharacter;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public BlockPlace Block => BlockPlace.Headers;

    /// <inheritdoc/>
    public bool Passes => true;

    /// <inheritdoc/>
    public override CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = AudioPlaces.Refuse(call);
        return refusal is null ? facts : null;
    }

    /// <inheritdoc/>
    public override ModelApi ApiFor(in OutgoingCall call) => ModelApi.Speech;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        _byCharacter = call.BilledByCharacter;
        var asEvents = AudioPlaces.TellsInEvents(call);
        if (!SpeechRequestWriter.NeedsEdit(edits, call.Model, asEvents))
        {
            return body.Memory;
        }

        var copy = _copies.Add(body.Length + 128);
        SpeechRequestWriter.Write(body.Span, edits, call.Model, asEvents, copy);
        return copy.Memory;
    }

    /// <inheritdoc/>
    public override async ValueTask<Refusal?> RelayAsync(Answered answered)
    {
        if (!IsSound(answered.Reply))
        {
            // An error, whatever its status.
            return await PlainRelay.RunAsync(answered, this);
        }

        ReportedUsage? known = _byCharacter ? new ReportedUsage { Characters = facts.Characters } : null;
        var unit = _byCharacter ? AudioUnit.Characters : AudioUnit.Tokens;
        if (answered.IsStream && edits.EventsAsked)
        {
            return await EventRelay.RunAsync(answered, new SpeechStreamWatch(sound: null) { Unit = unit, Unreported = known });
        }

        if (!answered.IsStream && edits.EventsAsked)
        {
            return await PlainRelay.RunAsync(answered, this);
        }

        using var relay = new SoundRelay(answered, edits.Format, known);
        return await relay.RunAsync();
    }

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts said) => TranscriptionReplyReader.TryRead(reply, out said);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> reply) => ChatDialect.OpenAi.ReadError(reply);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> reply, ReplyFrame frame, IBufferWriter<byte> output) => false;

    /// <inheritdoc/>
    public override void Dispose() => _copies.Dispose();

    private static bool IsSound(ModelReply reply) => reply.Status is >= 200 and <= 299
        && reply.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true;
}
