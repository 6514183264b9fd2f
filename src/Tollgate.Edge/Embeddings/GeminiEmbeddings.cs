using Tollgate.Dialects.Embeddings;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Embeddings;

/// <summary>Callers of embedContent or batchEmbedContents.</summary>
/// <param name="route">What the path asks for, which is the route's name too.</param>
/// <param name="dialect">The one of the two.</param>
internal sealed class GeminiEmbeddings(string route, EmbeddingDialect dialect) : ICallKind
{
    /// <inheritdoc/>
    public string Route => route;

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        var edits = new EmbeddingEdits();
        return ask.TryTakeModel(facts, out fault) && dialect.TryRead(ask.Body.Span, facts, edits, out fault)
            ? new EmbeddingBody(dialect, facts, edits, ask.Body)
            : null;
    }
}
