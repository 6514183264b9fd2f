using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>A reply read from the network. Its body goes straight into its reader's memory: while nothing comes, nothing is held here.</summary>
internal sealed class UpstreamReply(UpstreamCall call, Connection connection, ReplyHead head, ConnectionPool pool, TimeProvider time)
    : ModelReply
{
    // A reader with less room gets its chunks by way of the connection's own buffer, not in many small receives.
    private const int DirectBytes = 1_024;

    private BodyFraming _body = head switch
    {
        { IsChunked: true } => BodyFraming.Chunked(),
        { ContentLength: { } length } => BodyFraming.OfLength(length),
        _ => BodyFraming.UntilClose(),
    };

    private bool _hasExcess;
    private bool _disposed;

    public override int Status => head.Status;

    public override string? ContentType => head.ContentType;

    public override long? ContentLength => head.ContentLength;

    public override TimeSpan? RetryAfter
    {
        get
        {
            if (head.RetryAfter is null || !RetryConditionHeaderValue.TryParse(head.RetryAfter, out var value))
            {
                return null;
            }

            var wait = value.Delta ?? (value.Date - time.GetUtcNow());
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_body.IsOver)
        {
            return 0;
        }

        call.StartRead();
        int read;
        try
        {
            read = await ReceiveAsync(buffer);
        }
        catch (Exception failure) when (UpstreamFailure.NameOf(failure) is { } name)
        {
            throw new ProviderException(call.Explain(name), failure);
        }

        call.EndRead(read > 0);
        return read > 0 || _body.IsOver ? read : throw new ProviderException(call.Explain(_body.Fault!));
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
        if (_body.IsDone || call.HasEnded)
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

    // At least one byte of the body, or 0 when it is done, well or not.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        while (!_body.IsDone)
        {
            int data;
            if (connection.Received.Length > 0)
            {
                data = _body.Decode(connection.Received, buffer.Span, out var consumed);
                connection.Consume(consumed);
            }
            else if (_body.IsChunked && buffer.Length < DirectBytes)
            {
                var more = await connection.ReceiveAsync();
                connection.Take(more);
                data = Took(more);
            }
            else
            {
                var received = await connection.Transport.ReceiveAsync(buffer[.._body.Wanted(buffer.Length)]);
                data = Took(received);
                if (received > 0)
                {
                    // In place: data never overtakes what it is decoded from.
                    data = _body.Decode(buffer.Span[..received], buffer.Span, out var consumed);
                    _hasExcess |= consumed < received;
                }
            }

            if (data > 0)
            {
                return data;
            }
        }

        return 0;
    }

    private int Took(int received)
    {
        if (received == 0)
        {
            _body.SeeClose();
        }

        return 0;
    }

    private async Task LingerAsync()
    {
        var rest = ArrayPool<byte>.Shared.Rent(DirectBytes);
        try
        {
            // Data in place of the end: the body goes on, and this is given up.
            await ReceiveAsync(rest);
        }
        catch (Exception failure) when (UpstreamFailure.NameOf(failure) is not null)
        {
            // The connection is gone; so is the call.
        }

        ArrayPool<byte>.Shared.Return(rest);
        Close();
    }

    // The next call may have the connection only if this one took all of its reply and nothing else came.
    private void Close()
    {
        var whole = _body.IsOver && !_hasExcess && connection.Received.Length == 0 && head.KeepsAlive;
        if (call.TryFinish() && whole)
        {
            pool.Return(connection, head.IdleTime, call.Now);
        }
        else
        {
            connection.Close();
        }

        call.Dispose();
    }
}
