using System.Buffers;

namespace Tollgate.Providers.Upstream.Connections;

/// <summary>A connection, and what came over it that nobody has taken yet. Belongs to one call or to the pool; only
/// <see cref="Transport.Close"/> may come from elsewhere.</summary>
internal sealed class Connection(Transport transport, long bornAt)
{
    private const int FirstBufferBytes = 4_096;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _isWaiting;
    private ValueTask<int> _waiting;

    public Transport Transport { get; } = transport;

    /// <summary>When it was made, by the watchdog's clock.</summary>
    public long BornAt { get; } = bornAt;

    /// <summary>Since when it lies idle.</summary>
    public long IdleSince { get; private set; }

    /// <summary>Until when it may lie idle.</summary>
    public long IdleUntil { get; private set; }

    /// <summary>What was received and is not yet consumed.</summary>
    public ReadOnlySpan<byte> Received => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Receives more behind <see cref="Received"/>. The count goes to <see cref="Take"/>; 0 when the other side has closed.</summary>
    public ValueTask<int> ReceiveAsync()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            return _waiting;
        }

        MakeRoom();
        return Transport.ReceiveAsync(_buffer.AsMemory(_end));
    }

    /// <summary>Adds what <see cref="ReceiveAsync"/> has received.</summary>
    public void Take(int count) => _end += count;

    /// <summary>Drops what is done with. A connection that waits for a slow stream holds no memory.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            ReturnBuffer();
        }
    }

    /// <summary>Begins to lie idle, which is to wait for the next reply: whatever comes before the next request was sent, a close among it,
    /// is noticed by <see cref="IsUsable"/>. False when it came at once.</summary>
    public bool TryRest(long now, long until)
    {
        IdleSince = now;
        IdleUntil = until;
        MakeRoom();
#pragma warning disable CA2012 // Kept until the next call waits for its reply, which is the one time that it is awaited.
        _waiting = Transport.ReceiveAsync(_buffer);
#pragma warning restore CA2012
        _isWaiting = true;
        return !_waiting.IsCompleted;
    }

    /// <summary>Whether an idle connection may take another request. One that has lain for longer than the clock's resolution asks the
    /// network itself, since the thread that would have noticed a close may not have come to it yet.</summary>
    public bool IsUsable(long now) =>
        now < IdleUntil && !_waiting.IsCompleted && (now == IdleSince || Transport.IsQuiet());

    /// <summary>Closes it, by its owner.</summary>
    public void Close()
    {
        Transport.Close();
        if (_isWaiting)
        {
            // The network may still be writing into it.
            _buffer = [];
            return;
        }

        ReturnBuffer();
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, _buffer.Length * 2));
        var kept = Received.Length;
        Received.CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
        _end = kept;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _start = _end = 0;
    }
}
