using Tollgate.Doors.Bodies;
using Tollgate.Calls.Admission;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Anthropic;

/// <summary>A request of messages.</summary>
internal sealed class AnthropicBody(CallFacts facts, ChatRequestEdits edits, PooledBuffer body) : ChatBody(ChatDialect.Anthropic, facts, body)
{
    /// <inheritdoc/>
    protected override bool NeedsEdit(in OutgoingCall call, byte[] model) =>
        ChatRequestWriter.NeedsEdit(Body.Span, edits, model, LimitOf(call));

    /// <inheritdoc/>
    protected override void Write(in OutgoingCall call, byte[] model, PooledBuffer output) =>
        ChatRequestWriter.Write(Body.Span, edits, model, output, LimitOf(call));

    private static OutputLimit? LimitOf(in OutgoingCall call) => call.MaxOutputTokens is { } tokens ? new OutputLimit(tokens) : null;
}
