namespace Tollgate.Simulator;

/// <summary>Those who wait for room, in the order in which they came.</summary>
internal sealed class Crowd
{
    private readonly List<SimulatedWait> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>True when somebody has its answer.</summary>
    public bool HasAnswer => _waiting.Exists(w => w.IsOver);

    /// <summary>The one that came first.</summary>
    public SimulatedWait First => _waiting[0];

    public void Add(SimulatedWait wait) => _waiting.Add(wait);

    /// <summary>Takes one out that has its answer; null when there is none.</summary>
    public SimulatedWait? TakeAnswered()
    {
        var at = _waiting.FindIndex(w => w.IsOver);
        if (at < 0)
        {
            return null;
        }

        var answered = _waiting[at];
        _waiting.RemoveAt(at);
        return answered;
    }

    /// <summary>What those hold on a budget who have not yet been taken out.</summary>
    public long Granted(int line)
    {
        var granted = 0L;
        foreach (var wait in _waiting)
        {
            granted += wait.Hold is { IsCompletedSuccessfully: true } hold && wait.Lines.Contains(line) ? hold.Result.Hold?.Amount ?? 0 : 0;
        }

        return granted;
    }

    /// <summary>One caller leaves.</summary>
    public Task LeaveAsync(Random chance) =>
        _waiting.Count == 0 ? Task.CompletedTask : _waiting[chance.Next(_waiting.Count)].Leaves.CancelAsync();

    /// <summary>The process dies, and all who wait with it. The last goes first, so that nobody moves up on the way.</summary>
    public void Die()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            _waiting[i].Leaves.Cancel();
        }

        _waiting.Clear();
    }
}
