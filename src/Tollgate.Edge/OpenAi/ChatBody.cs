using System.Text;
using Tollgate.Calls.Failover;
using Tollgate.Dialects.OpenAi;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Chat;

namespace Tollgate.Edge.OpenAi;

/// <summary>A chat request as it goes out: the caller's own bytes where nothing must change, else an edited copy. Copies live until the call has
/// ended, since an upstream that failed may still be reading one.</summary>
internal sealed class ChatBody(ChatFacts facts, ChatRequestEdits edits, PooledBuffer body) : IOutgoingBody, IDisposable
{
    private List<PooledBuffer>? _copies;
    private OutgoingCall _last;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> For(in OutgoingCall call)
    {
        if (_copies is not null && call == _last)
        {
            return _copies[^1].Memory;
        }

        var model = call.Model is { } name ? Encoding.UTF8.GetBytes(name) : [];
        var to = new ChatRewrite(model, call.ProviderKind, facts.Stream, call.MaxOutputTokens);
        if (!ChatRequestWriter.NeedsEdit(body.Span, edits, to))
        {
            return body.Memory;
        }

        var copy = new PooledBuffer(body.Length + 128);
        (_copies ??= new List<PooledBuffer>(1)).Add(copy);
        _last = call;
        ChatRequestWriter.Write(body.Span, edits, to, copy);
        return copy.Memory;
    }

    public void Dispose()
    {
        foreach (var copy in _copies ?? [])
        {
            copy.Dispose();
        }
    }
}
