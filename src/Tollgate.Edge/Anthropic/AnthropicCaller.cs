using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Anthropic;

/// <summary>Callers of <c>POST /v1/messages</c>.</summary>
internal sealed class AnthropicCaller : IChatCaller
{
    /// <inheritdoc/>
    public string Route => "messages";

    /// <inheritdoc/>
    public ChatDialect Dialect => ChatDialect.Anthropic;

    /// <inheritdoc/>
    public ChatBody? Read(in ChatAsk ask, CallFacts facts, out DialectFault fault) => Read(ask, facts, countOnly: false, out fault);

    /// <summary>Reads a request that only counts tokens; as <see cref="Read(in ChatAsk, CallFacts, out DialectFault)"/>.</summary>
    public static ChatBody? ReadCount(in ChatAsk ask, CallFacts facts, out DialectFault fault) => Read(ask, facts, countOnly: true, out fault);

    private static AnthropicBody? Read(in ChatAsk ask, CallFacts facts, bool countOnly, out DialectFault fault)
    {
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault, countOnly) ? new AnthropicBody(facts, edits, ask.Body) : null;
    }
}
