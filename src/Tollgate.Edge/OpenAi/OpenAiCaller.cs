using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.OpenAi;

/// <summary>Callers of <c>POST /v1/chat/completions</c>.</summary>
internal sealed class OpenAiCaller : ICallKind
{
    /// <inheritdoc/>
    public string Route => "chat.completions";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault) ? new OpenAiBody(facts, edits, ask.Body) : null;
    }
}
