using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Metering.Idempotency;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Manage;

/// <summary>What other servers' tools wait for, in the management API: for whoever has the admin token, and no tenant.</summary>
internal sealed class ToolChangeRoutes(AdminAuth auth, Once once, ToolChanges changes)
{
    private const int MostBodyBytes = 4096;

    /// <summary><c>GET /manage/v1/tools/changes</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (auth.Check(context) is { } refusal)
        {
            await ErrorWriter.WriteAsync(context, refusal);
            return;
        }

        await WriteAsync(context, changes.List());
    }

    /// <summary><c>POST /manage/v1/tools/changes/{id}/accept</c>; its body is empty, or an object without fields.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        var refusal = auth.Check(context);
        var body = refusal is null ? await ReadAsync(context.Request) : [];
        refusal ??= body is null || !IsEmpty(body) ? Refusal.Invalid(null, "This route takes no fields; the path names the change.") : null;

        // A body that came late brings us back on a socket's thread, and what follows waits for a file.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (refusal is null && Once.IsAsked(context))
        {
            await once.RunAsync(new OnceRequest(context, ClaimScopes.Management, body) { ClaimsFirst = true }, _ => AcceptNamedAsync(context));
            return;
        }

        refusal ??= await AcceptNamedAsync(context);
        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    private async ValueTask<Refusal?> AcceptNamedAsync(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["id"] ?? "";
        try
        {
            if (!changes.Has(id) || changes.Accept(id) is not { } accepted)
            {
                return new Refusal(ErrorCode.NOT_FOUND, "Nothing waits under that id: it was accepted already, or its server says something else by now.");
            }

            await WriteAsync(context, accepted);
            return null;
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            return new Refusal(ErrorCode.SERVICE_DEGRADED, "What is accepted cannot be kept: the file cannot be written.") { RetryAfterSeconds = 5 };
        }
    }

    // Null when there is more than belongs here.
    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        var buffer = new byte[MostBodyBytes];
        var length = 0;
        while (length < buffer.Length && await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted) is var read and > 0)
        {
            length += read;
        }

        return length < buffer.Length ? buffer[..length] : null;
    }

    private static bool IsEmpty(byte[] body) => Encoding.UTF8.GetString(body).Trim() is "" or "{}";

    private static async Task WriteAsync(HttpContext context, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes);
    }
}
