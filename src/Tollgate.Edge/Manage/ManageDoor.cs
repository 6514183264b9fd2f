using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>The way into every management route: off the socket's thread (these routes wait for the store), declared size and media type,
/// the admin token, the body, the idempotency key of whatever changes something, then the route; its answer is written here.</summary>
internal sealed class ManageDoor(AdminAuth auth, CustomerDirectory customers, Once once, DoorSettings settings)
{
    /// <summary>A route's handler behind this door.</summary>
    public RequestDelegate Behind(Func<ManageRequest, ValueTask<Answer>> handler) => context => EnterAsync(context, handler);

    public RequestDelegate Behind(Func<ManageRequest, Answer> handler) => Behind(request => new ValueTask<Answer>(handler(request)));

    /// <summary>The same for a route below <c>/workspaces/{ws}</c>.</summary>
    public RequestDelegate Behind(Func<ManageRequest, Tenant, ValueTask<Answer>> handler) => Behind(request =>
        Id<WorkspaceKind>.TryParse(request.Part("ws"), out var id) && customers.Find(id) is { } tenant
            ? handler(request, tenant)
            : new ValueTask<Answer>(Answer.NotFound));

    public RequestDelegate Behind(Func<ManageRequest, Tenant, Answer> handler) =>
        Behind((request, tenant) => new ValueTask<Answer>(handler(request, tenant)));

    private async Task EnterAsync(HttpContext context, Func<ManageRequest, ValueTask<Answer>> handler)
    {
        var refusal = BodyReader.Declared(context.Request, settings.MaxManageBodyBytes) ?? auth.Check(context);
        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
            return;
        }

        (var body, var bytes, refusal) = await BodyReader.ReadAsync(context.Request, settings.MaxManageBodyBytes);
        // A body that came late brings us back on a socket's thread, and what follows may wait for the store.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (refusal is null && !HttpMethods.IsGet(context.Request.Method) && Once.IsAsked(context))
        {
            var request = new OnceRequest(context, ClaimScopes.Management, bytes) { ClaimsFirst = true };
            await once.RunAsync(request, _ => RunAsync(context, body, handler));
            return;
        }

        refusal ??= await RunAsync(context, body, handler);
        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }

    private static async ValueTask<Refusal?> RunAsync(HttpContext context, Fields body, Func<ManageRequest, ValueTask<Answer>> handler)
    {
        var answer = await handler(new ManageRequest(context, body));
        if (answer.Refusal is null)
        {
            await WriteAsync(context, answer);
        }

        return answer.Refusal;
    }

    /// <summary>Writes an answer.</summary>
    public static async Task WriteAsync(HttpContext context, Answer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            await ErrorWriter.WriteAsync(context, refusal);
            return;
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Csv is { } csv)
        {
            response.ContentType = "text/csv; charset=utf-8";
            await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(csv));
        }

        if (answer.Json is { } write)
        {
            var buffer = new ArrayBufferWriter<byte>();
            await using (var json = new Utf8JsonWriter(buffer))
            {
                write(json);
            }

            response.ContentType = "application/json";
            response.ContentLength = buffer.WrittenCount;
            await response.BodyWriter.WriteAsync(buffer.WrittenMemory);
        }
    }
}
