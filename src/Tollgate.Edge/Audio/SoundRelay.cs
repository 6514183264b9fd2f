using System.Buffers;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Sse;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Audio;

/// <summary>Passes sound on as it comes, out of events where the provider sends those, and settles before the reply ends. What breaks off in the
/// middle ends without its end, since sound has no words for errors. One a reply.</summary>
/// <param name="answered">The reply.</param>
/// <param name="format">What the sound is.</param>
/// <param name="known">The usage where it is known beforehand; null where the provider reports it, or nobody does.</param>
internal sealed class SoundRelay(Answered answered, SoundFormat format, ReportedUsage? known) : IDisposable
{
    private const int ReadBytes = 16 * 1024;
    private const int MostEventBytes = 8 * 1024 * 1024;

    private readonly PooledBuffer _read = new(ReadBytes);
    private readonly PooledBuffer _sound = new(ReadBytes);
    private SpeechStreamWatch? _watch;
    private long _bytes;
    private bool _started;
    private bool _ended;

    /// <summary>Runs to the end, however it ends; the call has ended then. A refusal means that nothing has gone out yet.</summary>
    public async ValueTask<Refusal?> RunAsync()
    {
        using var left = answered.Context.RequestAborted.UnsafeRegister(static r => ((ModelReply)r!).Abort(), answered.Reply);
        _watch = answered.IsStream ? new SpeechStreamWatch(_sound) { Unit = Unit, Unreported = known } : null;
        try
        {
            while (await answered.Reply.ReadAsync(_read.GetMemory(ReadBytes)) is > 0 and var read)
            {
                _read.Advance(read);
                if (_watch is null)
                {
                    await PassAsync(_read);
                }
                else if (await TakeEventsAsync(_watch, ended: false) is { } fault)
                {
                    return await BreakAsync(fault.Refusal, fault.SaidSo);
                }

                if (_ended)
                {
                    return null;
                }
            }

            return await EndOfBodyAsync();
        }
        catch (ProviderException failure)
        {
            return await CutAsync(failure.Error);
        }
    }

    public void Dispose()
    {
        _read.Dispose();
        _sound.Dispose();
    }

    private AudioUnit Unit => known is null ? AudioUnit.Tokens : AudioUnit.Characters;

    // Takes every whole event that is there.
    private async ValueTask<(Refusal Refusal, bool SaidSo)?> TakeEventsAsync(SpeechStreamWatch watch, bool ended)
    {
        var at = 0;
        (Refusal, bool)? fault = null;
        while (fault is null && !_ended && SseScanner.NextEventLength(_read.Span[at..], ended) is > 0 and var length)
        {
            var kind = watch.Observe(_read.Span.Slice(at, length));
            at += length;
            _ended = kind == StreamEvent.Done;
            fault = kind switch
            {
                StreamEvent.Error => (Unusable("sent an error within its stream"), true),
                StreamEvent.Malformed => (Unusable("sent an event that cannot be read"), false),
                _ => null,
            };
        }

        _read.Consume(at);
        await PassAsync(_sound);
        if (_ended)
        {
            await EndAsync();
        }

        return fault ?? (_read.Length > MostEventBytes ? (Unusable("sent an event that is too large"), false) : null);
    }

    private async ValueTask PassAsync(PooledBuffer sound)
    {
        if (sound.Length == 0)
        {
            return;
        }

        Start();
        _bytes += sound.Length;
        answered.Context.Response.BodyWriter.Write(sound.Span);
        sound.Clear();
        var flushed = await answered.Context.Response.BodyWriter.FlushAsync();
        if (flushed.IsCompleted)
        {
            answered.Reply.Abort();
        }
    }

    private async ValueTask<Refusal?> EndOfBodyAsync()
    {
        if (_watch is null)
        {
            await EndAsync();
            return null;
        }

        if (await TakeEventsAsync(_watch, ended: true) is { } fault)
        {
            return await BreakAsync(fault.Refusal, fault.SaidSo);
        }

        return _ended ? null : await BreakAsync(Unusable("ended its stream before the reply was complete"), saidSo: false);
    }

    // The server ends the reply when the request has run: not before this.
    private ValueTask EndAsync()
    {
        Start();
        var reported = _watch is null ? known : _watch.UsageState == UsageState.Reported ? _watch.Usage : null;
        return reported is { } usage
            ? answered.Call.SettleReportedAsync(usage, null, answered.Reply.Status, null)
            : answered.Call.SettleAtBoundAsync(answered.Reply.Status, null);
    }

    private async ValueTask<Refusal?> CutAsync(ProviderError error)
    {
        var call = answered.Call;
        if (error.Kind == ProviderErrorKind.Cancelled)
        {
            await call.SettleCountedAsync(SoFar(), _started ? answered.Reply.Status : 499, null, callerLeft: true);
            return null;
        }

        return await BreakAsync(ProviderRefusals.FromError(call.Provider, error), saidSo: false);
    }

    private async ValueTask<Refusal?> BreakAsync(Refusal refusal, bool saidSo)
    {
        var call = answered.Call;
        if (!_started)
        {
            return saidSo ? call.FailFree(refusal) : call.FailAtBound(refusal);
        }

        await call.SettleCountedAsync(SoFar(), answered.Reply.Status, refusal.Code, callerLeft: false);
        BrokenReplies.End(answered.Context);
        return null;
    }

    // Of samples their number tells how long they last; of all else what was to be said counts.
    private StreamSoFar SoFar() => SoundFormats.TokensOf(format, _bytes) is { } tokens
        ? new StreamSoFar(0, new ReportedUsage { OutputTokens = tokens, AudioOutputTokens = tokens }, null)
        : new StreamSoFar(_bytes, default, null);

    private Refusal Unusable(string what) => ProviderRefusals.Unusable(answered.Call.Provider, answered.Reply.Status, what);

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var (context, call) = (answered.Context, answered.Call);
        CallHeaders.WritePlace(context, call.Record, known is null ? null : call.CostSoFar(known, null).Cost, call.Warning);
        CallHeaders.WriteAttempts(context.Response, call);
        context.Response.StatusCode = answered.Reply.Status;
        context.Response.ContentType = _watch is null ? answered.Reply.ContentType ?? SoundFormats.MediaType(format) : SoundFormats.MediaType(format);
        call.FirstByteOut();
    }
}
