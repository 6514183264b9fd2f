using Tollgate.Doors.Bodies;
using Tollgate.Calls.Admission;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Chat;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Responses;

/// <summary>A request of responses. Nothing is stored at the provider: a model that thinks hands its thoughts to the caller to keep.</summary>
internal sealed class ResponsesBody(CallFacts facts, ChatRequestEdits edits, PooledBuffer body) : ChatBody(ChatDialect.Responses, facts, body)
{
    /// <inheritdoc/>
    protected override bool NeedsEdit(in OutgoingCall call, byte[] model) =>
        ChatRequestWriter.NeedsEdit(Body.Span, edits, model, LimitOf(call));

    /// <inheritdoc/>
    protected override void Write(in OutgoingCall call, byte[] model, PooledBuffer output) =>
        ChatRequestWriter.Write(Body.Span, edits, model, output, LimitOf(call), sealThoughts: call.Reasoning == true);

    private static OutputLimit? LimitOf(in OutgoingCall call) => call.MaxOutputTokens is { } tokens ? new OutputLimit(tokens) : null;
}
