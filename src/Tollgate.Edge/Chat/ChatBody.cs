using System.Buffers;
using System.Text;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Relay;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Chat;

/// <summary>A chat request as it goes out. To a provider of its own dialect: the caller's own bytes where nothing must change, else an edited
/// copy; to any other a translation.</summary>
internal abstract class ChatBody(ChatDialect dialect, CallFacts facts, PooledBuffer body) : CallBody, IPlainView
{
    private BodyCopies _copies;
    private OutgoingCall _last;
    private ChatDialect? _spoken;
    private IReadOnlyList<string> _lastWarnings = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    protected CallFacts Facts => facts;

    /// <summary>The caller's own bytes.</summary>
    protected PooledBuffer Body => body;

    /// <inheritdoc/>
    public BlockPlace Block => dialect.Block;

    /// <inheritdoc/>
    public bool Passes => Spoken == dialect;

    // The dialect of the place that it was last made for: so that answers.
    private ChatDialect Spoken => _spoken ?? dialect;

    /// <inheritdoc/>
    public override ModelApi ApiFor(in OutgoingCall call) => DialectAt(call).Api;

    /// <inheritdoc/>
    public override CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        if (DialectAt(call) is var provider && provider == dialect)
        {
            return FactsOf(call);
        }

        var translation = new ChatTranslation(dialect, provider);
        refusal = Translate(translation, call);
        if (refusal is not null)
        {
            return null;
        }

        var read = new CallFacts { Model = call.Model ?? facts.Model, Stream = facts.Stream };
        if (translation.TryReadFacts(_copies.Last.Span, read, out var fault))
        {
            return read;
        }

        refusal = Refuse(fault);
        return null;
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        Warnings = [];
        var provider = _spoken = DialectAt(call);
        if (!_copies.IsEmpty && call == _last)
        {
            Warnings = _lastWarnings;
            return _copies.Last.Memory;
        }

        if (provider != dialect)
        {
            refusal = Translate(new ChatTranslation(dialect, provider), call);
            Warnings = _lastWarnings;
            return refusal is null ? _copies.Last.Memory : default;
        }

        var model = call.Model is { } name ? Encoding.UTF8.GetBytes(name) : [];
        if (!NeedsEdit(call, model))
        {
            return body.Memory;
        }

        var copy = Copy(call);
        Write(call, model, copy);
        return copy.Memory;
    }

    /// <inheritdoc/>
    public override ValueTask<Refusal?> RelayAsync(Answered answered)
    {
        var view = new ReplyView(dialect, Spoken, Warnings) { WithBlock = answered.WithBlock, ForTokenSense = answered.ForTokenSense };
        return ChatRelay.RunAsync(answered, view, this);
    }

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => Spoken.TryReadReply(reply, out facts);

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => Spoken.ReadError(body);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output) =>
        new ChatTranslation(dialect, Spoken).TryWriteReply(body, frame, output);

    /// <inheritdoc/>
    public override void Dispose() => _copies.Dispose();

    /// <summary>The facts at a provider of the same dialect, where another model may read them in another way.</summary>
    protected virtual CallFacts FactsOf(in OutgoingCall call) => facts;

    /// <summary>False when a provider of the same dialect may be sent the caller's own bytes.</summary>
    /// <param name="call">Where it goes.</param>
    /// <param name="model">Model to name in place of the one asked for; empty leaves that.</param>
    protected abstract bool NeedsEdit(in OutgoingCall call, byte[] model);

    /// <summary>Writes the edited copy; parameters as in <see cref="NeedsEdit"/>.</summary>
    protected abstract void Write(in OutgoingCall call, byte[] model, PooledBuffer output);

    private ChatDialect DialectAt(in OutgoingCall call) => ChatDialect.Of(call.ProviderKind, dialect, call.Endpoints);

    private Refusal? Translate(ChatTranslation translation, in OutgoingCall call)
    {
        var target = new ShapeTarget
        {
            ProviderKind = call.ProviderKind,
            Model = call.Model ?? facts.Model,
            Stream = facts.Stream,
            ModelMaxOutputTokens = call.ModelMaxOutputTokens,
            Limit = call.MaxOutputTokens,
            Reasoning = call.Reasoning,
        };
        var copy = Copy(call);
        var written = translation.TryWriteRequest(body.Memory, target, copy, out _lastWarnings, out var fault);
        return written ? null : Refuse(fault);
    }

    private PooledBuffer Copy(in OutgoingCall call)
    {
        var copy = _copies.Add(body.Length + 128);
        _last = call;
        _lastWarnings = [];
        return copy;
    }

    private static Refusal Refuse(in DialectFault fault) => Refusal.Invalid(fault.Param, fault.Message);
}
