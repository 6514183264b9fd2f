using Tollgate.Doors.Bodies;
using Tollgate.Calls.Admission;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.OpenAi;

/// <summary>A request of chat completions. Usage is always asked of a stream.</summary>
internal sealed class OpenAiBody(CallFacts facts, ChatRequestEdits edits, PooledBuffer body) : ChatBody(ChatDialect.OpenAi, facts, body)
{
    /// <inheritdoc/>
    protected override bool NeedsEdit(in OutgoingCall call, byte[] model) => ChatRequestWriter.NeedsEdit(Body.Span, edits, To(call, model));

    /// <inheritdoc/>
    protected override void Write(in OutgoingCall call, byte[] model, PooledBuffer output) =>
        ChatRequestWriter.Write(Body.Span, edits, To(call, model), output);

    private ChatRewrite To(in OutgoingCall call, byte[] model) => new(model, call.ProviderKind, Facts.Stream, call.MaxOutputTokens);
}
