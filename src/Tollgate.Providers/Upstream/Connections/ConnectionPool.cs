namespace Tollgate.Providers.Upstream.Connections;

/// <summary>Idle connections to one origin. The one used last goes first, so that those which are not needed grow old.</summary>
internal sealed class ConnectionPool(PoolLimits limits)
{
    private readonly Lock _gate = new();
    private readonly List<Connection> _idle = [];
    private bool _closed;

    /// <summary>One that is ready for a request; null when there is none.</summary>
    /// <param name="now">By the watchdog's clock.</param>
    public Connection? TryTake(long now)
    {
        while (true)
        {
            Connection last;
            lock (_gate)
            {
                if (_idle.Count == 0)
                {
                    return null;
                }

                last = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }

            if (IsUsable(last, now))
            {
                return last;
            }

            last.Close();
        }
    }

    /// <summary>Takes a connection back whose reply was read to its proper end; closes it when it is not worth keeping.</summary>
    /// <param name="connection">With nothing received.</param>
    /// <param name="idleTime">How long the other side keeps it, where it says so.</param>
    /// <param name="now">By the watchdog's clock.</param>
    public void Return(Connection connection, TimeSpan? idleTime, long now)
    {
        // Closed a second before the other side would: a request must not meet its close.
        var told = idleTime is { } time ? time.Ticks - TimeSpan.TicksPerSecond : long.MaxValue;
        var idle = Math.Min(limits.IdleTicks, told);
        if (idle <= 0 || now - connection.BornAt >= limits.LifeTicks || !connection.TryRest(now, now + idle) || !TryAdd(connection))
        {
            connection.Close();
        }
    }

    /// <summary>Closes those that are no longer of use.</summary>
    public void Sweep(long now)
    {
        List<Connection>? old = null;
        lock (_gate)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                if (!IsUsable(_idle[i], now))
                {
                    (old ??= []).Add(_idle[i]);
                    _idle.RemoveAt(i);
                }
            }
        }

        foreach (var connection in old ?? [])
        {
            connection.Close();
        }
    }

    /// <summary>Closes all that are idle; those in use are closed when they come back.</summary>
    public void Close()
    {
        Connection[] idle;
        lock (_gate)
        {
            _closed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var connection in idle)
        {
            connection.Close();
        }
    }

    private bool IsUsable(Connection connection, long now) =>
        now - connection.BornAt < limits.LifeTicks && connection.IsUsable(now);

    private bool TryAdd(Connection connection)
    {
        lock (_gate)
        {
            if (_closed || _idle.Count >= limits.MostIdle)
            {
                return false;
            }

            _idle.Add(connection);
            return true;
        }
    }
}
