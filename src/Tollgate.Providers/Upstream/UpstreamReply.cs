using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;

namespace Tollgate.Providers.Upstream;

/// <summary>A reply read from the network.</summary>
internal sealed class UpstreamReply(UpstreamCall call, HttpResponseMessage response, TimeProvider time) : ModelReply
{
    private readonly Stream _stream = response.Content.ReadAsStream();

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

        var read = reading.Result;
        call.EndRead(read > 0);
        return new ValueTask<int>(read);
    }

    public override void Abort() => call.Cancel();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            call.Dispose();
            response.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        try
        {
            var read = await reading;
            call.EndRead(read > 0);
            return read;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            throw new ProviderException(call.Explain(failure), failure);
        }
    }
}
