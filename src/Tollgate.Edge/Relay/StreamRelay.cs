using Tollgate.Doors.Bodies;
using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Sse;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>Relays a stream event by event as it comes, reads its usage in passing, and settles before its last event goes out. One a stream.</summary>
internal sealed class StreamRelay(HttpContext context, MeteredCall call, ModelReply reply, StreamOptions options) : IDisposable
{
    private const int ReadBytes = 4096;

    private readonly PooledBuffer _buffer = new(ReadBytes);
    private readonly IStreamWatch _reader = options.Watch ?? options.View.Provider.NewStreamWatch();
    private readonly StreamTranslation? _translation = options.View.Translation?.NewStream(ReplyView.FrameOf(call.Record), options.UsageAsked);
    private bool _started;
    private bool _ended;
    private StreamBlock? _block;
    private Refusal? _refusal;

    /// <summary>Runs to the stream's end, however it ends; the call has ended then. A refusal means that nothing has gone out yet.</summary>
    public async ValueTask<Refusal?> RunAsync()
    {
        using var left = context.RequestAborted.UnsafeRegister(static r => ((ModelReply)r!).Abort(), reply);
        try
        {
            while (!_ended)
            {
                var (read, broke) = await ReadAsync();
                if (broke is not null)
                {
                    return await OutOfMoneyAsync(broke);
                }

                if (read == 0)
                {
                    return await EndOfBodyAsync();
                }

                _buffer.Advance(read);
                if (MayEndEvent(read))
                {
                    await PassAsync(ended: false);
                }

                if (_buffer.Length > options.MostEventBytes)
                {
                    return await BreakAsync(ProviderRefusals.Unusable(call.Provider, reply.Status, "sent an event that is too large"));
                }
            }

            return _refusal;
        }
        catch (ProviderException failure)
        {
            return await CutAsync(failure.Error);
        }
    }

    public void Dispose() => _buffer.Dispose();

    // Never more than what is held covers, each byte taken for a token.
    private async ValueTask<(int Read, Refusal? Refusal)> ReadAsync()
    {
        var memory = _buffer.GetMemory(ReadBytes / 2);
        if (call.Fit.IsPart)
        {
            var (bytes, refusal) = await call.Fit.CoverAsync(OutputSoFar, _buffer.Length, _reader.FinishSeen);
            if (refusal is not null)
            {
                return (0, refusal);
            }

            memory = memory[..Math.Min(memory.Length, bytes)];
        }

        var reading = reply.ReadAsync(memory);
        if (!reading.IsCompleted && _reader is { FinishSeen: true, UsageState: UsageState.Missing })
        {
            await call.Fit.FreeRestAsync(OutputSoFar);
        }

        return (await reading, null);
    }

    // Without a line's end among what came, nothing has ended: a long event is not searched again and again.
    private bool MayEndEvent(int read) => _buffer.Span[^read..].ContainsAny((byte)'\n', (byte)'\r') || HasLateEnd(read);

    // A CR that came last waits for the byte behind it.
    private bool HasLateEnd(int read) => _buffer.Length > read && _buffer.Span[^(read + 1)] == (byte)'\r';

    private StreamBlock Block => _block ??= new StreamBlock(call, options.View, _reader);

    // Some providers report as they go.
    private long OutputSoFar => Math.Max(
        _reader.CountedOutputBytes, _reader.UsageState == UsageState.Reported ? _reader.Usage.OutputTokens : 0);

    private StreamSoFar SoFar => new(_reader.CountedOutputBytes, _reader.Usage, _reader.ServiceTier);

    // Passes on every complete event that is in the buffer: neighbours that stay unchanged go out in one piece.
    private async ValueTask PassAsync(bool ended)
    {
        var at = 0;
        var passFrom = 0;
        while (!_ended)
        {
            var length = SseScanner.NextEventLength(_buffer.Span[at..], ended);
            if (length == 0)
            {
                break;
            }

            var kind = _reader.Observe(_buffer.Span.Slice(at, length));
            if (_translation is not null || kind is StreamEvent.UsageOnly or StreamEvent.Done or StreamEvent.Error)
            {
                Pass(passFrom, at);
                await HandleAsync(kind, at, length);
                passFrom = at + length;
            }

            at += length;
        }

        Pass(passFrom, at);
        if (at > 0)
        {
            _buffer.Consume(at);
            await FlushAsync();
        }
    }

    private async ValueTask HandleAsync(StreamEvent kind, int at, int length)
    {
        switch (kind)
        {
            case StreamEvent.Done:
                await SettleAsync();
                Show(at, length, last: true);
                _ended = true;
                break;
            case StreamEvent.UsageOnly when _translation is null:
                PassUsage(at, length);
                break;
            case StreamEvent.Malformed:
                // Without it the caller would be shown a reply that lacks something and looks whole.
                _refusal = await BreakAsync(ProviderRefusals.Unusable(call.Provider, reply.Status, "sent an event that cannot be read"));
                break;
            case not StreamEvent.Error:
                Show(at, length, last: false);
                break;
            default:
                // The provider's own words may name its ids: the contract's event takes their place.
                _refusal = await BreakAsync(ProviderRefusals.Unusable(call.Provider, reply.Status, "sent an error within its stream"), saidSo: true);
                break;
        }
    }

    // One event of the provider's: as it is, or as what it becomes in the caller's dialect.
    private void Show(int at, int length, bool last)
    {
        ReadOnlySpan<byte> events = _buffer.Span.Slice(at, length);
        var usage = 0..0;
        if (_translation is not null)
        {
            events = _translation.Read(events);
            usage = _translation.UsageEvent;
        }

        Say(events[..usage.Start]);
        SayUsage(events[usage]);
        if (last)
        {
            SayLast(events[usage.End..]);
        }
        else
        {
            Say(events[usage.End..]);
        }
    }

    // The chunk that the gateway asked for is shown only to callers who asked for it themselves.
    private void PassUsage(int at, int length)
    {
        if (options.UsageAsked)
        {
            SayUsage(_buffer.Span.Slice(at, length));
        }
    }

    private void SayUsage(ReadOnlySpan<byte> oneEvent)
    {
        if (!oneEvent.IsEmpty)
        {
            Start();
            Block.WriteUsage(oneEvent, context.Response.BodyWriter);
        }
    }

    private void SayLast(ReadOnlySpan<byte> events)
    {
        Start();
        Block.WriteLast(events, context.Response.BodyWriter);
    }

    // The body ended properly. Whole is a stream whose last word came; all else was cut, and must not look complete.
    private async ValueTask<Refusal?> EndOfBodyAsync()
    {
        await PassAsync(ended: true);
        if (!_ended && _buffer.Length > 0)
        {
            // The last event lacks its blank line: it counts as one all the same.
            await PassLastAsync(_buffer.Length);
        }

        if (_ended)
        {
            return _refusal;
        }

        if (!_reader.IsWhole)
        {
            return await BreakAsync(ProviderRefusals.Unusable(call.Provider, reply.Status, "ended its stream before the reply was complete"));
        }

        await SettleAsync();
        SayLast(_translation is null ? default : _translation.End());
        await FlushAsync();
        return null;
    }

    private async ValueTask PassLastAsync(int length)
    {
        var kind = _reader.Observe(_buffer.Span[..length]);
        if (_translation is not null || kind is StreamEvent.UsageOnly or StreamEvent.Done or StreamEvent.Error)
        {
            await HandleAsync(kind, 0, length);
        }
        else
        {
            Pass(0, length);
        }

        _buffer.Clear();
        await FlushAsync();
    }

    private ValueTask SettleAsync()
    {
        if (_reader.UsageState != UsageState.Reported)
        {
            return call.SettleAtBoundAsync(reply.Status, null);
        }

        call.Fit.Compare(_reader.Usage, _reader.CountedOutputBytes, _reader.CountedThoughtBytes);
        return call.SettleReportedAsync(_reader.Usage, _reader.ServiceTier, reply.Status, null);
    }

    private async ValueTask<Refusal?> CutAsync(ProviderError error)
    {
        if (error.Kind != ProviderErrorKind.Cancelled)
        {
            return await BreakAsync(ProviderRefusals.FromError(call.Provider, error));
        }

        var status = _started ? reply.Status : 499;
        if (_reader is { FinishSeen: true, UsageState: UsageState.Reported })
        {
            // All had been produced and reported: leaving before the last word does not make it cheaper.
            call.CallerLeft();
            await call.SettleReportedAsync(_reader.Usage, _reader.ServiceTier, status, null);
        }
        else
        {
            await call.SettleCountedAsync(SoFar, status, null, callerLeft: true);
        }

        return null;
    }

    // Upstream gave up in mid-stream: charged for what came, and the caller is told in the dialect's own way. One that only says that it
    // failed has produced nothing to pay for.
    private async ValueTask<Refusal?> BreakAsync(Refusal refusal, bool saidSo = false)
    {
        _ended = true;
        var reported = _reader.UsageState == UsageState.Reported;
        if (!_started)
        {
            return reported ? call.FailReported(_reader.Usage, _reader.ServiceTier, refusal)
                : saidSo ? call.FailFree(refusal)
                : call.FailAtBound(refusal);
        }

        await (reported
            ? call.SettleReportedAsync(_reader.Usage, _reader.ServiceTier, reply.Status, refusal.Code)
            : call.SettleCountedAsync(SoFar, reply.Status, refusal.Code, callerLeft: false));

        // Some clients see an error only where it comes alone.
        var envelope = options.Envelope(refusal);
        await FlushAsync();
        options.View.Caller.WriteErrorEvent(envelope, context.Response.BodyWriter);
        await FlushAsync();
        options.View.Caller.WriteErrorAlone(envelope, context.Response.BodyWriter);
        await FlushAsync();
        return null;
    }

    // The budget ended in mid-stream: nothing more is produced for it, and the caller is told as by any other end before its time.
    private ValueTask<Refusal?> OutOfMoneyAsync(Refusal refusal)
    {
        reply.Abort();
        Start();
        return BreakAsync(refusal);
    }

    private void Pass(int from, int to)
    {
        Say(_buffer.Span[from..to]);
    }

    private void Say(ReadOnlySpan<byte> events)
    {
        if (!events.IsEmpty)
        {
            Start();
            context.Response.BodyWriter.Write(events);
        }
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var response = context.Response;
        CallHeaders.Write(context, call, withCost: false, options.View.Warnings);
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.Headers.CacheControl = "no-cache";
        call.FirstByteOut();
    }

    private async ValueTask FlushAsync()
    {
        if (!_started)
        {
            // All that came so far is hidden: a flush would send the head before it is written.
            return;
        }

        var flushed = await context.Response.BodyWriter.FlushAsync();
        if (flushed.IsCompleted)
        {
            reply.Abort();
        }
    }
}
