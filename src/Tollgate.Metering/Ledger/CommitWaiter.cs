using System.Threading.Tasks.Sources;

namespace Tollgate.Metering.Ledger;

/// <summary>One caller that waits for a commit; pooled, so that waiting allocates nothing once warm.</summary>
internal sealed class CommitWaiter : IValueTaskSource
{
    [ThreadStatic]
    private static CommitWaiter? _spare;

    // Continuations run on the pool: the writer must never run a caller's code.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    public long Sequence { get; private set; }

    public ValueTask Task => new(this, _source.Version);

    public static CommitWaiter Rent(long sequence)
    {
        var waiter = _spare ?? new CommitWaiter();
        _spare = null;
        waiter.Sequence = sequence;
        return waiter;
    }

    public void Complete() => _source.SetResult(true);

    public void Fail(Exception exception) => _source.SetException(exception);

    public void GetResult(short token)
    {
        try
        {
            _ = _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            _spare = this;
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
