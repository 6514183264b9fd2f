using Tollgate.Dialects.Counting;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Anthropic;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Counting;

/// <summary>Callers of <c>POST /v1/messages/count_tokens</c>.</summary>
internal sealed class AnthropicCounts : ICountCaller
{
    /// <inheritdoc/>
    public string Route => "messages.count_tokens";

    /// <inheritdoc/>
    public ChatDialect Dialect => ChatDialect.Anthropic;

    /// <inheritdoc/>
    public ICountFormat Format => CountFormats.Anthropic;

    /// <inheritdoc/>
    public CountBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault) =>
        AnthropicCaller.ReadCount(ask, facts, out fault) is { } body ? new CountBody(ChatDialect.Anthropic, facts, body) : null;
}
