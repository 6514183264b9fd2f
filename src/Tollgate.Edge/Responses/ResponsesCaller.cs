using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Responses;

/// <summary>Callers of <c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesCaller : ICallKind
{
    /// <inheritdoc/>
    public string Route => "responses";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault) ? new ResponsesBody(facts, edits, ask.Body) : null;
    }
}
