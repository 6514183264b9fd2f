using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Anthropic;

/// <summary>Callers of <c>POST /v1/messages</c>.</summary>
internal sealed class AnthropicCaller : ICallKind
{
    /// <inheritdoc/>
    public string Route => "messages";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault) => Read(ask, facts, countOnly: false, out fault);

    /// <summary>Reads a request that only counts tokens; as <see cref="Read(in CallAsk, CallFacts, out DialectFault)"/>.</summary>
    public static ChatBody? ReadCount(in CallAsk ask, CallFacts facts, out DialectFault fault) => Read(ask, facts, countOnly: true, out fault);

    private static AnthropicBody? Read(in CallAsk ask, CallFacts facts, bool countOnly, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault, countOnly) ? new AnthropicBody(facts, edits, ask.Body) : null;
    }
}
