namespace Tollgate.Simulator.Payments;

/// <summary>What will happen, by time. What a dead process waits for never comes.</summary>
internal sealed class Agenda(Func<long> nowMs)
{
    private readonly PriorityQueue<(Action Happens, int Life), (long AtMs, long Turn)> _queue = new();
    private long _turn;

    /// <summary>Number of the process that lives.</summary>
    public int Life { get; private set; }

    public int Count => _queue.Count;

    /// <summary>Happens whatever becomes of the process.</summary>
    public void After(long ms, Action happens) => _queue.Enqueue((happens, -1), (nowMs() + ms, _turn++));

    /// <summary>Happens if the process still lives then.</summary>
    public void ForThisLife(long ms, Action happens) => _queue.Enqueue((happens, Life), (nowMs() + ms, _turn++));

    public void Die() => Life++;

    /// <summary>When the next thing happens, Unix milliseconds; null when nothing will.</summary>
    public long? NextMs => _queue.TryPeek(out _, out var at) ? at.AtMs : null;

    /// <summary>Lets the next thing happen.</summary>
    public void Next()
    {
        var (happens, life) = _queue.Dequeue();
        if (life == -1 || life == Life)
        {
            happens();
        }
    }
}
