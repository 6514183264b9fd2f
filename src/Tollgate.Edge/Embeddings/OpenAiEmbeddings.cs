using Tollgate.Dialects.Embeddings;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Embeddings;

/// <summary>Callers of <c>POST /v1/embeddings</c>.</summary>
internal sealed class OpenAiEmbeddings : ICallKind
{
    /// <inheritdoc/>
    public string Route => "embeddings";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = new EmbeddingEdits();
        return EmbeddingDialect.OpenAi.TryRead(ask.Body.Span, facts, edits, out fault)
            ? new EmbeddingBody(EmbeddingDialect.OpenAi, facts, edits, ask.Body)
            : null;
    }
}
