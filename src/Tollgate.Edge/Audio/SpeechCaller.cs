using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Json;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Audio;

/// <summary>Callers of <c>POST /v1/audio/speech</c>.</summary>
internal sealed class SpeechCaller : ICallKind
{
    /// <inheritdoc/>
    public string Route => "audio.speech";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = default(SpeechRequestEdits);
        return SpeechRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault) ? new SpeechBody(facts, edits, ask.Body) : null;
    }
}
