namespace Tollgate.Simulator.Payments;

/// <summary>Runs asynchronous code on this thread, one piece after another, when told to: the same seed gives the same run.</summary>
internal sealed class Turns : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            _queue.Enqueue((d, state));
        }
    }

    /// <summary>Runs until nobody can go on.</summary>
    public void RunAll()
    {
        while (TryTake(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>The process is dead: what it still meant to do is not done.</summary>
    public void Drop()
    {
        lock (_queue)
        {
            _queue.Clear();
        }
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_queue)
        {
            return _queue.TryDequeue(out next);
        }
    }
}
