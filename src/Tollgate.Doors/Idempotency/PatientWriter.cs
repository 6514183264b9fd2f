using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Doors.Idempotency;

/// <summary>Writes to a caller who may be slow but not still. The server lets one who stalls go on for longer the more was written before, hours
/// after a few megabytes; here that holds memory that others may need, or keeps a call from its end. What is kept can be had again.</summary>
internal static class PatientWriter
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly TimeSpan MostStall = TimeSpan.FromMinutes(5);

    /// <summary>Writes the bytes; false when nobody reads any more. One who took nothing for five minutes is cut off.</summary>
    public static async ValueTask<bool> WriteAsync(HttpContext context, PipeWriter writer, ReadOnlyMemory<byte> bytes, TimeProvider time)
    {
        for (var at = 0; at < bytes.Length; at += ChunkBytes)
        {
            var writing = writer.WriteAsync(bytes.Slice(at, Math.Min(ChunkBytes, bytes.Length - at)), CancellationToken.None);
            var flushed = writing.IsCompleted ? await writing : await WaitAsync(context, writing.AsTask(), time);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return false;
            }
        }

        return true;
    }

    private static async ValueTask<FlushResult> WaitAsync(HttpContext context, Task<FlushResult> writing, TimeProvider time)
    {
        try
        {
            return await writing.WaitAsync(MostStall, time);
        }
        catch (TimeoutException)
        {
            context.Abort();
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }
}
