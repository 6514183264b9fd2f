using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Responses;

/// <summary>Callers of <c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesCaller : IChatCaller
{
    /// <inheritdoc/>
    public string Route => "responses";

    /// <inheritdoc/>
    public ChatDialect Dialect => ChatDialect.Responses;

    /// <inheritdoc/>
    public ChatBody? Read(in ChatAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault) ? new ResponsesBody(facts, edits, ask.Body) : null;
    }
}
