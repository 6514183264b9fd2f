using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Practice;

/// <summary>A practice reply under way: as much at a time as the buffer takes, never more than a piece.</summary>
internal sealed class PracticeReply(PracticeScript script, TimeProvider time) : ModelReply
{
    // Holds no timer and is never disposed, so that an abort may come at any time.
    private readonly CancellationTokenSource _stop = new();
    private readonly IEnumerator<byte[]> _pieces = script.Pieces.GetEnumerator();
    private ReadOnlyMemory<byte> _rest;
    private bool _begun;

    public override int Status => script.Status;

    public override string? ContentType => script.ContentType;

    public override long? ContentLength => script.Length;

    public override TimeSpan? RetryAfter => script.Status == 429 ? TimeSpan.FromSeconds(1) : null;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_begun && _rest.IsEmpty && script.Pace > TimeSpan.Zero)
        {
            return ReadLaterAsync(buffer);
        }

        return new ValueTask<int>(Read(buffer));
    }

    public override void Abort() => _stop.Cancel();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pieces.Dispose();
        }
    }

    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer)
    {
        try
        {
            await Task.Delay(script.Pace, time, _stop.Token);
        }
        catch (OperationCanceledException cancelled)
        {
            throw Cancelled(cancelled);
        }

        return Read(buffer);
    }

    private int Read(Memory<byte> buffer)
    {
        if (_stop.IsCancellationRequested)
        {
            throw Cancelled(null);
        }

        _begun = true;
        if (_rest.IsEmpty)
        {
            if (!_pieces.MoveNext())
            {
                return script.Breaks
                    ? throw new ProviderException(new ProviderError(ProviderErrorKind.Broken, "The practice model broke off, as its name says."))
                    : 0;
            }

            _rest = _pieces.Current;
        }

        var length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    private static ProviderException Cancelled(OperationCanceledException? inner) =>
        new(new ProviderError(ProviderErrorKind.Cancelled, "The call was cancelled."), inner);
}
