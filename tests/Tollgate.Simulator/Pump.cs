using System.Collections.Concurrent;

namespace Tollgate.Simulator;

/// <summary>Runs asynchronous code on one thread, continuations in the order in which they came to be: the same seed gives the same run.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    /// <summary>Everybody who was woken gets as far as he can without another commit.</summary>
    public static async Task SettleDownAsync()
    {
        for (var i = 0; i < 6; i++)
        {
            await Task.Yield();
        }
    }

    public static void Run(Func<Task> story)
    {
        var before = Current;
        var pump = new Pump();
        SetSynchronizationContext(pump);
        try
        {
            var task = story();
            _ = task.ContinueWith(static (_, p) => ((Pump)p!)._queue.CompleteAdding(), pump, TaskScheduler.Default);
            foreach (var (callback, state) in pump._queue.GetConsumingEnumerable())
            {
                callback(state);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
