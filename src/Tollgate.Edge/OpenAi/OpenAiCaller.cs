using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.OpenAi;

/// <summary>Callers of <c>POST /v1/chat/completions</c>.</summary>
internal sealed class OpenAiCaller : IChatCaller
{
    /// <inheritdoc/>
    public string Route => "chat.completions";

    /// <inheritdoc/>
    public ChatDialect Dialect => ChatDialect.OpenAi;

    /// <inheritdoc/>
    public ChatBody? Read(in ChatAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault) ? new OpenAiBody(facts, edits, ask.Body) : null;
    }
}
