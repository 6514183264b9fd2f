using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Upstream;

/// <summary>A reply read from the network.</summary>
internal sealed class UpstreamReply(UpstreamCall call, HttpResponseMessage response, TimeProvider time) : ModelReply
{
    private readonly Stream _stream = response.Content.ReadAsStream();
    private bool _atEnd;
    private bool _disposed;

    public override int Status => (int)response.StatusCode;

    public override string? ContentType =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;

    public override long? ContentLength => response.Content.Headers.ContentLength;

    public override TimeSpan? RetryAfter
    {
        get
        {
            var value = response.Headers.RetryAfter;
            var wait = value?.Delta ?? (value?.Date - time.GetUtcNow());
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        call.StartRead();
        ValueTask<int> reading;
        try
        {
            reading = _stream.ReadAsync(buffer, call.Stop);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return ValueTask.FromException<int>(new ProviderException(call.Explain(failure), failure));
        }

        if (!reading.IsCompletedSuccessfully)
        {
            return WaitAsync(reading);
        }

        return new ValueTask<int>(Take(reading.Result));
    }

    public override void Abort() => call.Cancel();

    // A reader that has seen the last event stops there, and the few bytes that end the body are often still under way. Without them the
    // connection is lost for the next call, so they are waited for a moment; after an abort nothing is.
    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        _disposed = true;
        if (_atEnd || call.HasEnded)
        {
            Close();
            return;
        }

        call.StartLinger();
        var lingering = LingerAsync();
        if (lingering.IsCompleted)
        {
            lingering.GetAwaiter().GetResult();
        }
    }

    private async Task LingerAsync()
    {
        try
        {
            _atEnd = await _stream.ReadAsync(new byte[16], call.Stop) == 0;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // The connection is gone; so is the call.
        }

        Close();
    }

    private void Close()
    {
        call.Dispose();
        response.Dispose();
    }

    private int Take(int read)
    {
        _atEnd = read == 0;
        call.EndRead(read > 0);
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        try
        {
            return Take(await reading);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            throw new ProviderException(call.Explain(failure), failure);
        }
    }
}
