using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Sound;
using Tollgate.Doors.Forms;
using Tollgate.Edge.Relay;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Audio;

/// <summary>A request for a transcription as it goes out: its form without <c>metadata</c>, the file from where it lies, as often as it is
/// sent.</summary>
internal sealed class TranscriptionBody(UploadForm form, SoundLength length, CallFacts facts) : CallBody
{
    private const string NotMeasured =
        "How long this file lasts cannot be told beforehand, so a price by the second has no bound; send wave samples, MP3, FLAC, Ogg or WebM with Opus, Ogg with Vorbis, or M4A with AAC.";

    private AudioUnit _unit;
    private long _leastMs;
    private long? _heardMs;

    /// <inheritdoc/>
    public override CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = AudioPlaces.Refuse(call) ?? (call.BilledByTime && length.IsGuess ? Refusal.Invalid("file", NotMeasured) : null);
        if (refusal is not null)
        {
            return null;
        }

        var least = LeastMs(call);
        return facts.AudioMs >= least ? facts : new CallFacts
        {
            Api = facts.Api,
            Model = facts.Model,
            Stream = facts.Stream,
            AudioInput = facts.AudioInput,
            TextBytes = facts.TextBytes,
            Uncountable = facts.Uncountable,
            Choices = facts.Choices,
            Metadata = facts.Metadata,
            AudioMs = least,
        };
    }

    /// <inheritdoc/>
    public override ModelApi ApiFor(in OutgoingCall call) => ModelApi.Transcriptions;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        _leastMs = LeastMs(call);
        _unit = call.BilledByTime ? AudioUnit.Time : AudioUnit.Tokens;
        _heardMs = call.BilledByTime && length.ExactMs is { } exact ? Math.Max(SoundLength.WholeSeconds(exact), _leastMs) : null;
        return default;
    }

    /// <inheritdoc/>
    public override ModelUpload? UploadFor(in OutgoingCall call)
    {
        var model = call.Model is { } name ? System.Text.Encoding.UTF8.GetBytes(name) : null;
        var parts = new List<FormPart>(form.Parts.Count);
        foreach (var part in form.Parts)
        {
            if (part.Name == TranscriptionRequestReader.Metadata)
            {
                continue;
            }

            parts.Add(model is not null && part.Name == TranscriptionRequestReader.Model ? part with { Value = model } : part);
        }

        return FormSource.Of(parts, form.Digest);
    }

    /// <inheritdoc/>
    public override ValueTask<Refusal?> RelayAsync(Answered answered)
    {
        ReportedUsage? heard = _heardMs is { } ms ? new ReportedUsage { AudioMs = ms } : null;
        if (answered.IsStream)
        {
            return EventRelay.RunAsync(answered, new TranscriptionStreamWatch { Unit = _unit, Unreported = heard });
        }

        // Some models give no stream, whoever asks for one: their answer is whole all the same.
        return PlainRelay.RunAsync(answered with { StreamAsked = false }, new TranscriptionView(answered, _unit, heard) { LeastMs = _leastMs });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The form is its door's.
    }

    private static long LeastMs(in OutgoingCall call) => ChatKinds.Of(call.ProviderKind)?.LeastAudioMs ?? 0;
}
