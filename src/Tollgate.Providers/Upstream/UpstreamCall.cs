using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream.Connections;

namespace Tollgate.Providers.Upstream;

/// <summary>One call on the wire: its time limits, why it ended, and how that is told. Ending it closes what it waits for.</summary>
internal sealed class UpstreamCall : Watched, IDisposable
{
    private readonly Watchdog _watchdog;
    private readonly ProviderTarget _target;
    private Transport? _transport;
    private CancellationTokenSource? _connecting;
    private TimeSpan _sendLimit;
    private long _firstByteDeadline;
    private volatile bool _isSent;
    private volatile bool _headSeen;
    private int _end;

    public UpstreamCall(Watchdog watchdog, ProviderTarget target)
    {
        _watchdog = watchdog;
        _target = target;
        watchdog.Add(this);
        TotalDeadline = watchdog.After(_target.TotalTimeout);
        StartSending();
    }

    private enum End
    {
        None,
        Finished,
        Cancelled,
        StepOver,
        TotalOver,
    }

    /// <summary>True once the call is finished, was cancelled or ran out of time.</summary>
    public bool HasEnded => Volatile.Read(ref _end) != (int)End.None;

    /// <summary>The watchdog's clock, coarse.</summary>
    public long Now => _watchdog.Now;

    /// <summary>A connection is being made. The token ends that.</summary>
    public CancellationToken StartConnecting(TimeSpan limit)
    {
        // Holds no timer and is never disposed, so that an end may come at any time.
        var connecting = new CancellationTokenSource();
        _sendLimit = limit;
        StepDeadline = _watchdog.After(limit);
        Interlocked.Exchange(ref _connecting, connecting);
        if (HasEnded)
        {
            connecting.Cancel();
        }

        return connecting.Token;
    }

    /// <summary>From here on the call lives on that transport.</summary>
    /// <exception cref="OperationCanceledException">it has ended already; the transport is closed.</exception>
    public void StartSending(Transport transport)
    {
        StartSending();
        Interlocked.Exchange(ref _transport, transport);
        if (HasEnded)
        {
            transport.Close();
            throw new OperationCanceledException();
        }
    }

    /// <summary>A piece of a long request was taken: the time for the next one begins.</summary>
    public void SeeProgress() => StartWaitingForFirstByte();

    /// <summary>All bytes were handed to the network: from here on the provider may have worked.</summary>
    public void SeeSent()
    {
        _isSent = true;
        StartWaitingForFirstByte();
    }

    /// <summary>The head has come. A provider may send it long before it has anything to say: the time for the first byte goes on.</summary>
    public void SeeHead()
    {
        StepDeadline = long.MaxValue;
        _headSeen = true;
    }

    public void StartRead() => StepDeadline = Math.Max(_firstByteDeadline, _watchdog.After(_target.IdleTimeout));

    public void EndRead(bool gotBytes)
    {
        StepDeadline = long.MaxValue;
        if (gotBytes)
        {
            _firstByteDeadline = 0;
        }
    }

    /// <summary>From here on the call has only until the watchdog's next looks.</summary>
    public void StartLinger() => StepDeadline = _watchdog.After(TimeSpan.Zero);

    public void Cancel() => TryEnd(End.Cancelled);

    /// <summary>The call is over and nothing closes its connection any more; false when that has happened already.</summary>
    public bool TryFinish() => Interlocked.CompareExchange(ref _end, (int)End.Finished, (int)End.None) == (int)End.None;

    internal override void Expire(long now)
    {
        if (now >= TotalDeadline)
        {
            TryEnd(End.TotalOver);
        }
        else if (now >= StepDeadline)
        {
            TryEnd(End.StepOver);
        }
    }

    /// <summary>Translates a failure, once and only here.</summary>
    /// <param name="what">What the network or the provider did, unless the call was ended from here.</param>
    public ProviderError Explain(string what)
    {
        var end = (End)Volatile.Read(ref _end);
        if (end == End.Cancelled)
        {
            return _isSent
                ? new ProviderError(ProviderErrorKind.Cancelled, "The call was cancelled.")
                : new ProviderError(ProviderErrorKind.CancelledUnsent, "The call was cancelled before it was sent.");
        }

        if (end is End.None or End.Finished)
        {
            return _isSent
                ? new ProviderError(ProviderErrorKind.Broken, "The connection to the provider broke: " + what)
                : new ProviderError(ProviderErrorKind.NotSent, "The provider could not be reached: " + what);
        }

        if (!_isSent)
        {
            return new ProviderError(
                ProviderErrorKind.NotSent, "The request could not be sent in time.", end == End.TotalOver ? _target.TotalTimeout : _sendLimit);
        }

        var limit = end == End.TotalOver ? _target.TotalTimeout : _headSeen ? _target.IdleTimeout : _target.FirstByteTimeout;
        return _headSeen || end == End.TotalOver
            ? new ProviderError(ProviderErrorKind.Timeout, "The provider stopped answering in time.", limit)
            : new ProviderError(ProviderErrorKind.FirstByteTimeout, "The provider did not begin to answer in time.", limit);
    }

    public void Dispose() => _watchdog.Remove(this);

    private void StartSending()
    {
        _sendLimit = _target.FirstByteTimeout;
        StartWaitingForFirstByte();
    }

    private void StartWaitingForFirstByte()
    {
        _firstByteDeadline = _watchdog.After(_target.FirstByteTimeout);
        StepDeadline = _firstByteDeadline;
    }

    private void TryEnd(End end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, (int)End.None) == (int)End.None)
        {
            Volatile.Read(ref _connecting)?.Cancel();
            Volatile.Read(ref _transport)?.Close();
        }
    }
}
