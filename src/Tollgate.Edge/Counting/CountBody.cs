using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Counting;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Chat;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Counting;

/// <summary>A question for a count as it goes out: to a provider of the caller's dialect as it was asked, to any other from the translation of the
/// request that it holds.</summary>
internal sealed class CountBody(ChatDialect dialect, CallFacts facts, ChatBody question) : IOutgoingBody, IDisposable
{
    private PooledBuffer? _written;

    /// <summary>The request that the question holds; null where it is one itself.</summary>
    public ChatBody? Request { get; init; }

    /// <summary>The bytes of <see cref="Request"/>, to be given back; null where there is none.</summary>
    public PooledBuffer? Held { get; init; }

    /// <inheritdoc/>
    public CallFacts? FactsFor(in OutgoingCall call, out Refusal? refusal)
    {
        refusal = null;
        return facts;
    }

    /// <inheritdoc/>
    public ModelApi ApiFor(in OutgoingCall call) => ModelApi.CountTokens;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> For(in OutgoingCall call, out Refusal? refusal)
    {
        var provider = ChatDialect.Of(call.ProviderKind);
        if (provider == dialect)
        {
            return question.For(call, out refusal);
        }

        var request = (Request ?? question).For(call, out refusal);
        if (refusal is not null)
        {
            return default;
        }

        _written?.Dispose();
        _written = new PooledBuffer(request.Length + 128);
        CountFormats.Of(provider)!.WriteQuestion(request.Span, call.Model ?? facts.Model, _written);
        return _written.Memory;
    }

    public void Dispose()
    {
        question.Dispose();
        Request?.Dispose();
        _written?.Dispose();
        Held?.Dispose();
    }
}
