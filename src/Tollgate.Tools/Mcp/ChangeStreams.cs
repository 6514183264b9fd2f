using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Tollgate.Tools.Calling;

namespace Tollgate.Tools.Mcp;

/// <summary>The streams that clients open by GET to be told what they did not ask for, which is one thing: that the tools have changed. A stream is a
/// waiting request and no more: nothing is queued for it, since whoever was told once asks for the whole list.</summary>
internal sealed class ChangeStreams(ToolShelf shelf, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Most that are open at once, of all callers.</summary>
    public const int Most = 1_000;

    // Proxies cut what is silent for a minute.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    private int _open;

    /// <summary>Streams that are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Keeps a stream open until its client leaves, its session or its key ends, or this process does; false when there are too many.</summary>
    public async Task<bool> RunAsync(HttpContext context, McpSession session)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        var ended = session.BeginListening();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ended.Token, lifetime.ApplicationStopping);
            await WriteAsync(context.Response, session, either.Token);
        }
        catch (OperationCanceledException)
        {
            // One of the three ended it.
        }
        finally
        {
            session.EndListening(ended);
            Interlocked.Decrement(ref _open);
        }

        return true;
    }

    private async Task WriteAsync(HttpResponse response, McpSession session, CancellationToken stop)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        var next = shelf.NextChange;
        await SendAsync(": open\n\n"u8.ToArray());
        while (!session.Key!.HasEnded(time.GetUtcNow()))
        {
            session.UsedTimestamp = time.GetTimestamp();
            if (await HappensAsync(next, stop))
            {
                next = shelf.NextChange;
                await SendAsync("event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n"u8.ToArray());
            }
            else
            {
                await SendAsync(": \n\n"u8.ToArray());
            }
        }

        async Task SendAsync(byte[] bytes)
        {
            await response.BodyWriter.WriteAsync(bytes, stop);
            await response.BodyWriter.FlushAsync(stop);
        }
    }

    private async Task<bool> HappensAsync(Task change, CancellationToken stop)
    {
        try
        {
            await change.WaitAsync(Silence, time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
