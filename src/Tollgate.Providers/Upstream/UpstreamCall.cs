using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Upstream;

/// <summary>One call on the wire: its time limits, why it ended, and how that is told.</summary>
internal sealed class UpstreamCall : Watched, IDisposable
{
    // Holds no timer and is never disposed, so that an abort may come at any time.
    private readonly CancellationTokenSource _stop = new();
    private readonly Watchdog _watchdog;
    private readonly ProviderTarget _target;
    private readonly RequestBody _body;
    private long _firstByteDeadline;
    private volatile bool _headSeen;
    private int _end;

    public UpstreamCall(Watchdog watchdog, ModelRequest request)
    {
        _watchdog = watchdog;
        _target = request.Target;
        _body = new RequestBody(request.Body, StartWaitingForFirstByte);
        watchdog.Add(this);
        TotalDeadline = watchdog.After(_target.TotalTimeout);
        StartWaitingForFirstByte();
    }

    private enum End
    {
        None,
        Cancelled,
        StepOver,
        TotalOver,
    }

    public RequestBody Body => _body;

    /// <summary>Ends whatever the call waits for.</summary>
    public CancellationToken Stop => _stop.Token;

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

    /// <summary>True once the call was cancelled or ran out of time.</summary>
    public bool HasEnded => Volatile.Read(ref _end) != (int)End.None;

    /// <summary>From here on the call has only until the watchdog's next looks.</summary>
    public void StartLinger() => StepDeadline = _watchdog.After(TimeSpan.Zero);

    public void Cancel() => EndWith(End.Cancelled);

    internal override void Expire(long now)
    {
        if (now >= TotalDeadline)
        {
            EndWith(End.TotalOver);
        }
        else if (now >= StepDeadline)
        {
            EndWith(End.StepOver);
        }
    }

    /// <summary>Translates a failure, once and only here.</summary>
    public ProviderError Explain(Exception failure)
    {
        var end = (End)Volatile.Read(ref _end);
        if (end == End.Cancelled)
        {
            return _body.IsSent
                ? new ProviderError(ProviderErrorKind.Cancelled, "The call was cancelled.")
                : new ProviderError(ProviderErrorKind.CancelledUnsent, "The call was cancelled before it was sent.");
        }

        if (end == End.None)
        {
            return _body.IsSent
                ? new ProviderError(ProviderErrorKind.Broken, "The connection to the provider broke: " + Kind(failure))
                : new ProviderError(ProviderErrorKind.NotSent, "The provider could not be reached: " + Kind(failure));
        }

        var limit = end == End.TotalOver ? _target.TotalTimeout : _headSeen ? _target.IdleTimeout : _target.FirstByteTimeout;
        if (!_body.IsSent)
        {
            return new ProviderError(ProviderErrorKind.NotSent, "The request could not be sent in time.", limit);
        }

        return _headSeen || end == End.TotalOver
            ? new ProviderError(ProviderErrorKind.Timeout, "The provider stopped answering in time.", limit)
            : new ProviderError(ProviderErrorKind.FirstByteTimeout, "The provider did not begin to answer in time.", limit);
    }

    public void Dispose() => _watchdog.Remove(this);

    private void StartWaitingForFirstByte()
    {
        _firstByteDeadline = _watchdog.After(_target.FirstByteTimeout);
        StepDeadline = _firstByteDeadline;
    }

    private void EndWith(End end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, (int)End.None) == (int)End.None)
        {
            _stop.Cancel();
        }
    }

    // Messages of exceptions may name addresses or headers; their kind says enough.
    private static string Kind(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        HttpIOException io => io.HttpRequestError.ToString(),
        _ => failure.GetType().Name,
    };
}
