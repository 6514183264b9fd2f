using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Doors.Bodies;
using Tollgate.Metering.Idempotency;

namespace Tollgate.Doors.Idempotency;

/// <summary>Stands in for a response's body while a claimed request runs: a plain reply is held back whole, since its outcome must be durable
/// before it is seen; a stream passes on as it comes and is kept beside. A caller who leaves, or stalls, is not missed: the reply is
/// finished for the retry.</summary>
internal sealed class CapturedReply : PipeWriter, IHttpResponseBodyFeature, IDisposable
{
    /// <summary>A larger body is not kept.</summary>
    public const int MostBodyBytes = 8 * 1024 * 1024;

    private const int FirstCapacity = 2048;

    private readonly HttpContext _context;
    private readonly ClaimTable _table;
    private readonly ClaimTicket _ticket;
    private readonly TimeProvider _time;
    private readonly IHttpResponseBodyFeature _response;
    private readonly CancellationToken _aborted;
    private readonly PooledBuffer _bytes = new(FirstCapacity);
    private Stream? _stream;
    private int _passed;
    private int _accounted;
    private bool _callerGone;
    private bool _standsIn = true;

    public CapturedReply(HttpContext context, ClaimTable table, ClaimTicket ticket, TimeProvider time)
    {
        _context = context;
        _table = table;
        _ticket = ticket;
        _time = time;
        _response = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _aborted = context.RequestAborted;
        context.Features.Set<IHttpResponseBodyFeature>(this);
        context.RequestAborted = CancellationToken.None;
    }

    /// <summary>True when the body is more than may be kept.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>True once the reply broke off: it must not be taken for a whole one.</summary>
    public bool IsBroken { get; private set; }

    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    public PipeWriter Writer => this;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _bytes.Length - _passed;

    public override void Advance(int bytes) => _bytes.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public override void CancelPendingFlush()
    {
        // No flush of ours pends on a reader.
    }

    public override void Complete(Exception? exception = null)
    {
        // The reply is complete when the request has ended, whoever says so before.
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (IsStream())
        {
            Account();
            await PassAsync();
        }

        return new FlushResult(isCanceled: false, isCompleted: false);
    }

    public void DisableBuffering()
    {
        // What passes on at once and what is held back follows from the reply alone.
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => FlushAsync(cancellationToken).AsTask();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("a claimed request answers with no files");

    public Task CompleteAsync() => FlushAsync().AsTask();

    /// <summary>The reply breaks off here, and nothing in it can say so.</summary>
    public void Break() => IsBroken = true;

    /// <summary>The request has run: the response is itself again.</summary>
    public void StepAside()
    {
        if (_standsIn)
        {
            _standsIn = false;
            _context.Features.Set(_response);
            _context.RequestAborted = _aborted;
        }
    }

    /// <summary>The whole reply, to be sealed; null when it is too large. The body stays to be passed on.</summary>
    public byte[]? Seal(Func<ReadOnlySpan<byte>, byte[]> seal)
    {
        Account();
        if (TooLarge)
        {
            return null;
        }

        var bodyBytes = _bytes.Length;
        KeptReply.Complete(_bytes, _context.Response);
        var box = seal(_bytes.Span);
        _bytes.Truncate(bodyBytes);
        return box;
    }

    /// <summary>Passes on what was held back.</summary>
    public async ValueTask PassAsync()
    {
        if (!_callerGone && _passed < _bytes.Length)
        {
            _callerGone = !await PatientWriter.WriteAsync(_context, _response.Writer, _bytes.Memory[_passed..], _time);
        }

        _passed = _bytes.Length;
        if (TooLarge)
        {
            _bytes.Clear();
            _passed = 0;
        }
    }

    public void Dispose()
    {
        StepAside();
        _bytes.Dispose();
    }

    // What is heard or shown as it comes. A file without a type may be sound as well.
    private bool IsStream() => _context.Response.ContentType is { } type
        && (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase));

    // Sets bytes aside for what came since the last time.
    private void Account()
    {
        if (TooLarge)
        {
            return;
        }

        TooLarge = _bytes.Length > MostBodyBytes || !_table.TryTake(_ticket, _bytes.Length - _accounted);
        _accounted = _bytes.Length;
        if (TooLarge)
        {
            _table.GiveBack(_ticket);
        }
    }
}
