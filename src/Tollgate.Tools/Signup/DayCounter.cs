namespace Tollgate.Tools.Signup;

/// <summary>Counts what happened under a name within the last 24 hours. Not safe for several threads at once.</summary>
internal sealed class DayCounter
{
    private static readonly long DayMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private readonly Dictionary<string, Queue<long>> _times = new(StringComparer.Ordinal);

    /// <summary>Milliseconds until one more fits below the limit; 0 when it fits now.</summary>
    public long Wait(string name, int limit, long nowMs)
    {
        if (!_times.TryGetValue(name, out var times))
        {
            return limit > 0 ? 0 : DayMs;
        }

        while (times.TryPeek(out var oldest) && oldest <= nowMs - DayMs)
        {
            times.Dequeue();
        }

        return times.Count < limit ? 0 : times.Count == 0 ? DayMs : times.Peek() + DayMs - nowMs;
    }

    public void Count(string name, long nowMs)
    {
        if (!_times.TryGetValue(name, out var times))
        {
            _times[name] = times = new Queue<long>();
        }

        times.Enqueue(nowMs);
    }

    /// <summary>Lets go of names that nothing counts for any more.</summary>
    public void Forget(long nowMs)
    {
        foreach (var name in _times.Where(t => t.Value.All(at => at <= nowMs - DayMs)).Select(t => t.Key).ToList())
        {
            _times.Remove(name);
        }
    }
}
