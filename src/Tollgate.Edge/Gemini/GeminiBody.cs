using System.Text;
using Tollgate.Calls.Admission;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Chat;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Gemini;

/// <summary>A request of generateContent, or of a count. What its body says of the model follows the path.</summary>
internal sealed class GeminiBody(CallFacts facts, ChatRequestEdits edits, PooledBuffer body) : ChatBody(ChatDialect.Gemini, facts, body)
{
    /// <summary>Models differ in how often they are charged for searches.</summary>
    protected override CallFacts FactsOf(in OutgoingCall call)
    {
        if (call.Model is null || Facts.HostedToolField is null)
        {
            return Facts;
        }

        // It was read once without a fault.
        var read = new CallFacts { Model = call.Model, Stream = Facts.Stream };
        var again = default(ChatRequestEdits);
        _ = ChatRequestReader.TryRead(Body.Span, read, ref again, out _);
        (read.Model, read.Metadata) = (Facts.Model, Facts.Metadata);
        return read;
    }

    /// <inheritdoc/>
    protected override bool NeedsEdit(in OutgoingCall call, byte[] model) =>
        ChatRequestWriter.NeedsEdit(Body.Span, edits, Named(model), LimitOf(call));

    /// <inheritdoc/>
    protected override void Write(in OutgoingCall call, byte[] model, PooledBuffer output) =>
        ChatRequestWriter.Write(Body.Span, edits, Named(model), output, LimitOf(call));

    private byte[] Named(byte[] model) => model.Length > 0 || !edits.NamesModel ? model : Encoding.UTF8.GetBytes(Facts.Model);

    private static OutputLimit? LimitOf(in OutgoingCall call) => call.MaxOutputTokens is { } tokens ? new OutputLimit(tokens) : null;
}
