using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;

namespace Tollgate.Doors.Bodies;

/// <summary>Reads a request's body whole, up to a limit.</summary>
public static class RequestBody
{
    private const int FirstCapacity = 4096;

    // What a caller declares costs it nothing: memory beyond this is taken as bytes come.
    private const int MostDeclaredCapacity = 256 * 1024;

    /// <summary>The body, or PAYLOAD_TOO_LARGE. The declared length is checked before a byte is read.</summary>
    public static async ValueTask<(PooledBuffer? Body, Refusal? Refusal)> ReadAsync(HttpContext context, long limitBytes)
    {
        var declared = context.Request.ContentLength;
        if (declared > limitBytes)
        {
            return (null, TooLarge(limitBytes));
        }

        var body = new PooledBuffer((int)Math.Min(declared ?? FirstCapacity, MostDeclaredCapacity) + 1);
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(context.RequestAborted);
                var whole = body.Length + result.Buffer.Length <= limitBytes;
                if (whole)
                {
                    Append(body, result);
                }

                reader.AdvanceTo(result.Buffer.End);
                if (!whole)
                {
                    body.Dispose();
                    return (null, TooLarge(limitBytes));
                }

                if (result.IsCompleted)
                {
                    return (body, null);
                }
            }
        }
        catch (BadHttpRequestException broken) when (broken.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            body.Dispose();
            return (null, TooLarge(limitBytes));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void Append(PooledBuffer body, ReadResult result)
    {
        foreach (var segment in result.Buffer)
        {
            segment.Span.CopyTo(body.GetSpan(segment.Length));
            body.Advance(segment.Length);
        }
    }

    private static Refusal TooLarge(long limitBytes) =>
        new(ErrorCode.PAYLOAD_TOO_LARGE, $"The body is larger than {limitBytes} bytes.")
        {
            Extras = new Dictionary<string, object?> { ["limit_bytes"] = limitBytes },
        };
}
