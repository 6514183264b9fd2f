using System.Text;
using Tollgate.Providers.Upstream.Connections;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>A connection in memory. What is fed arrives piece by piece, each in a receive of its own where there is room for it.</summary>
internal sealed class ScriptedTransport : Transport
{
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _incoming = new();
    private readonly MemoryStream _sent = new();
    private TaskCompletionSource<int>? _waiting;
    private Memory<byte> _space;
    private bool _ended;

    /// <summary>What happens when something was sent; nothing at first.</summary>
    public Action<ScriptedTransport> OnSent { get; set; } = _ => { };

    /// <summary>Takes the place of a send; null lets all of them succeed.</summary>
    public Func<ReadOnlyMemory<byte>, ValueTask>? Sends { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>What <see cref="IsQuiet"/> answers.</summary>
    public bool Quiet { get; set; } = true;

    public string Sent => Encoding.UTF8.GetString(_sent.ToArray());

    public long SentBytes => _sent.Length;

    public void Feed(ReadOnlyMemory<byte> bytes) => Change(() =>
    {
        if (!bytes.IsEmpty)
        {
            _incoming.Enqueue(bytes);
        }
    });

    public void Feed(string text) => Feed(Encoding.Latin1.GetBytes(text));

    /// <summary>The other side closes.</summary>
    public void End() => Change(() => _ended = true);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        lock (_gate)
        {
            _waiting.ShouldBeNull("one receive at a time");
            if (IsClosed)
            {
                return ValueTask.FromException<int>(new ObjectDisposedException(nameof(ScriptedTransport)));
            }

            if (TryDeliver(buffer, out var count))
            {
                return ValueTask.FromResult(count);
            }

            _space = buffer;
            _waiting = new TaskCompletionSource<int>();
            return new ValueTask<int>(_waiting.Task);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (Sends is { } sends)
        {
            await sends(bytes);
        }

        _sent.Write(bytes.Span);
        OnSent(this);
    }

    public override bool IsQuiet() => Quiet;

    public override void Close()
    {
        TaskCompletionSource<int>? waiting;
        lock (_gate)
        {
            IsClosed = true;
            waiting = _waiting;
            _waiting = null;
        }

        waiting?.SetException(new IOException("closed"));
    }

    private void Change(Action change)
    {
        TaskCompletionSource<int>? done = null;
        var count = 0;
        lock (_gate)
        {
            change();
            if (_waiting is not null && TryDeliver(_space, out count))
            {
                done = _waiting;
                _waiting = null;
            }
        }

        done?.SetResult(count);
    }

    private bool TryDeliver(Memory<byte> buffer, out int count)
    {
        count = 0;
        if (!_incoming.TryPeek(out var next))
        {
            return _ended;
        }

        count = Math.Min(next.Length, buffer.Length);
        next[..count].CopyTo(buffer);
        _incoming.Dequeue();
        if (count == next.Length)
        {
            return true;
        }

        // The rest stays in front.
        var others = _incoming.ToArray();
        _incoming.Clear();
        _incoming.Enqueue(next[count..]);
        foreach (var other in others)
        {
            _incoming.Enqueue(other);
        }

        return true;
    }
}
