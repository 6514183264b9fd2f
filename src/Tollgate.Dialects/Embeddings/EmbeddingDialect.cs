using System.Buffers;
using Tollgate.Dialects.Embeddings.Gemini;
using Tollgate.Dialects.Embeddings.OpenAi;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings;

/// <summary>A dialect of requests for vectors: what its callers ask and its providers say can be read. A caller's and a provider's make an
/// <see cref="EmbeddingTranslation"/>; where they are one, bytes pass instead.</summary>
public sealed class EmbeddingDialect
{
    private const string Google = "google";
    private const string Practice = "practice";

    private EmbeddingDialect(IEmbeddingFormat format) => Format = format;

    /// <summary>OpenAI's embeddings.</summary>
    public static EmbeddingDialect OpenAi { get; } = new(new OpenAiEmbeddings());

    /// <summary>Google's embedContent: one vector.</summary>
    public static EmbeddingDialect GeminiOne { get; } = new(new GeminiEmbeddings(batch: false)) { Api = ModelApi.EmbedContent, Block = BlockPlace.Headers };

    /// <summary>Google's batchEmbedContents.</summary>
    public static EmbeddingDialect GeminiBatch { get; } = new(new GeminiEmbeddings(batch: true)) { Block = BlockPlace.Headers };

    /// <summary>What a request in this dialect asks of its provider.</summary>
    public ModelApi Api { get; private init; } = ModelApi.Embeddings;

    /// <summary>Where its callers are shown the gateway's block.</summary>
    public BlockPlace Block { get; private init; } = BlockPlace.Comment;

    internal IEmbeddingFormat Format { get; }

    /// <summary>The dialect in which a caller's request goes to a kind of provider; null for a kind that makes no vectors.</summary>
    public static EmbeddingDialect? Of(string providerKind, EmbeddingDialect caller) =>
        providerKind == Google ? (caller == OpenAi ? GeminiBatch : caller)
        : providerKind == Practice || ChatKinds.Of(providerKind) is not null ? OpenAi
        : null;

    /// <summary>Reads and validates a whole request: what bounds its cost, and where it may have to change. Both must be fresh; in dialects whose
    /// path names the model, <paramref name="facts"/> has it already.</summary>
    public bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, EmbeddingEdits edits, out DialectFault fault) =>
        Format.TryRead(body, facts, edits, out fault);

    /// <summary>False when a provider of this dialect may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="TryRead"/> found.</param>
    /// <param name="model">Model at the provider.</param>
    public bool NeedsEdit(ReadOnlySpan<byte> body, EmbeddingEdits edits, string model) => EmbeddingEditor.NeedsEdit(Format, body, edits, model);

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    public void Write(ReadOnlySpan<byte> body, EmbeddingEdits edits, string model, IBufferWriter<byte> output) =>
        EmbeddingEditor.Write(Format, body, edits, model, output);

    /// <summary>What a provider's good reply cost and where something can be added; false when it is no JSON object.</summary>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => Format.TryReadReplyFacts(reply, out facts);

    /// <summary>The body of a provider's error.</summary>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => Format.ReadError(body);
}
