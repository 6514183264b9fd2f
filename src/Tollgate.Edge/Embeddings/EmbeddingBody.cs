using System.Buffers;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Embeddings;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Relay;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Embeddings;

/// <summary>A request for vectors as it goes out. To a provider of its own dialect: the caller's own bytes where nothing must change, else an edited
/// copy; to any other a translation.</summary>
internal sealed class EmbeddingBody(EmbeddingDialect dialect, CallFacts facts, EmbeddingEdits edits, PooledBuffer body) : CallBody, IPlainView
{
    // Vectors are long: 2,048 of 3,072 numbers each, written out.
    private const int MostVectorBytes = 128 * 1024 * 1024;

    // Vectors of two models cannot be compared: their caller must be able to see that he got others'.
    private const string OtherVectors = "vectors_of_another_model";

    private BodyCopies _copies;
    private OutgoingCall _last;
    private EmbeddingDialect? _spoken;
    private EmbeddingTranslation? _translation;
    private IReadOnlyList<string> _dropped = [];
    private string? _first;
    private bool _others;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _others ? [.. _dropped, OtherVectors] : _dropped;

    /// <inheritdoc/>
    public BlockPlace Block => dialect.Block;

    /// <inheritdoc/>
    public bool Passes => Spoken == dialect;

    /// <inheritdoc/>
    public int MostReplyBytes => MostVectorBytes;

    /// <inheritdoc/>
    public override ModelApi ApiFor(in OutgoingCall call) => DialectAt(call)?.Api ?? dialect.Api;

    /// <inheritdoc/>
    public override CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        if (DialectAt(call) is not { } provider)
        {
            refusal = Refusal.Invalid("model", "The provider of this model makes no embeddings.");
            return null;
        }

        if (provider == dialect)
        {
            return facts;
        }

        refusal = Translate(provider, call);
        if (refusal is not null)
        {
            return null;
        }

        var read = new CallFacts { Model = ModelAt(call) };
        if (provider.TryRead(_copies.Last.Span, read, new EmbeddingEdits(), out var fault))
        {
            return read;
        }

        refusal = Refusal.Invalid(fault.Param, fault.Message);
        return null;
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        var model = ModelAt(call);
        _first ??= model;
        _others = !IsSame(_first, model);
        var provider = _spoken = DialectAt(call) ?? dialect;
        if (!_copies.IsEmpty && call == _last)
        {
            return _copies.Last.Memory;
        }

        if (provider != dialect)
        {
            refusal = Translate(provider, call);
            return refusal is null ? _copies.Last.Memory : default;
        }

        (_dropped, _translation) = ([], null);
        if (!dialect.NeedsEdit(body.Span, edits, model))
        {
            return body.Memory;
        }

        var copy = Copy(call);
        dialect.Write(body.Span, edits, model, copy);
        return copy.Memory;
    }

    /// <inheritdoc/>
    public override ValueTask<Refusal?> RelayAsync(Answered answered) => PlainRelay.RunAsync(answered, this);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => Spoken.TryReadReply(reply, out facts);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => Spoken.ReadError(body);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output) =>
        _translation!.TryWriteReply(body, frame.Model, output);

    /// <inheritdoc/>
    public override void Dispose() => _copies.Dispose();

    // The dialect of the place that it was last made for: so that answers.
    private EmbeddingDialect Spoken => _spoken ?? dialect;

    private EmbeddingDialect? DialectAt(in OutgoingCall call) => EmbeddingDialect.Of(call.ProviderKind, dialect);

    private string ModelAt(in OutgoingCall call) => call.Model ?? facts.Model;

    // The same model may have its maker's name before it at a provider that gathers others'.
    private static bool IsSame(string one, string other) =>
        one.AsSpan(one.LastIndexOf('/') + 1).SequenceEqual(other.AsSpan(other.LastIndexOf('/') + 1));

    private Refusal? Translate(EmbeddingDialect provider, in OutgoingCall call)
    {
        _translation = new EmbeddingTranslation(dialect, provider);
        var copy = Copy(call);
        var written = _translation.TryWriteRequest(body.Memory, ModelAt(call), copy, out _dropped, out var fault);
        return written ? null : Refusal.Invalid(fault.Param, fault.Message);
    }

    private PooledBuffer Copy(in OutgoingCall call)
    {
        var copy = _copies.Add(body.Length + 128);
        _last = call;
        return copy;
    }
}
