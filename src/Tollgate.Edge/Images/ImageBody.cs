using System.Buffers;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Shape;
using Tollgate.Edge.Relay;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Images;

/// <summary>A request for images as it goes out, in the words of each place, and the view of the reply that comes back.</summary>
internal sealed class ImageBody(ImageRequest request, CallFacts facts) : CallBody, IPlainView
{
    private BodyCopies _copies;
    private ImageDialect? _spoken;
    private long _asked = facts.Images;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <inheritdoc/>
    public BlockPlace Block => BlockPlace.UsageEvent;

    /// <inheritdoc/>
    public bool Passes => _spoken!.Passes;

    /// <inheritdoc/>
    public string? Withheld { get; private set; }

    /// <summary>Several large images, in base64.</summary>
    public int MostReplyBytes => 96 * 1024 * 1024;

    /// <inheritdoc/>
    public override CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        var target = TargetOf(call);
        if (ImageDialect.Of(target) is not { } dialect)
        {
            refusal = Refusal.Invalid("model", "The provider of this model makes no images.");
            return null;
        }

        var read = dialect.ReadFacts(request, facts, target, out var fault);
        refusal = read is null ? Refusal.Invalid(fault.Param, fault.Message) : null;
        return read;
    }

    /// <inheritdoc/>
    public override ModelApi ApiFor(in OutgoingCall call) => ImageDialect.Of(TargetOf(call))?.Api ?? ModelApi.Images;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        var target = TargetOf(call);
        _spoken = ImageDialect.Of(target)!;
        _asked = request.Images;
        var copy = _copies.Add(request.Length + 256);
        var warnings = new List<string>();
        _spoken.Write(request, target, copy, warnings);
        Warnings = warnings;
        return copy.Memory;
    }

    /// <inheritdoc/>
    public override ValueTask<Refusal?> RelayAsync(Answered answered) => ImageRelay.RunAsync(answered, this);

    /// <inheritdoc/>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts said)
    {
        var read = _spoken!.TryReadReply(reply, out var whole);
        Withheld = whole.Withheld;

        // What was not asked for is not paid for.
        var usage = whole.Facts.Usage;
        said = whole.Facts with { Usage = usage with { Images = Math.Min(usage.Images, _asked) } };
        return read;
    }

    /// <inheritdoc/>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => _spoken!.ReadError(body);

    /// <inheritdoc/>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output) =>
        _spoken!.TryWriteReply(body, frame.CreatedUnix, output);

    /// <inheritdoc/>
    public override void Dispose() => _copies.Dispose();

    private ImageTarget TargetOf(in OutgoingCall call) => new(call.ProviderKind, call.Model ?? facts.Model);
}
