using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering;

namespace Tollgate.Edge.Health;

/// <summary><c>/health</c>, <c>/health/live</c> (the process answers) and <c>/health/ready</c> (paid calls can be served); no key.</summary>
internal static class HealthRoutes
{
    private static readonly string[] Methods = ["GET", "HEAD"];
    private static readonly byte[] Ok = """{"status":"ok"}"""u8.ToArray();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var meter = app.ServiceProvider.GetRequiredService<Meter>();
        app.MapMethods("/health/live", Methods, context => WriteAsync(context));
        app.MapMethods("/health/ready", Methods, context => ReadyAsync(context, meter));
        app.MapMethods("/health", Methods, context => ReadyAsync(context, meter));
    }

    // Why it is degraded is for the management API: anybody may ask here.
    private static Task ReadyAsync(HttpContext context, Meter meter) => meter.Health().Degraded
        ? ErrorWriter.WriteAsync(context, new Refusal(ErrorCode.SERVICE_DEGRADED, "Paid calls cannot be served at the moment.")
        {
            RetryAfterSeconds = 5,
        })
        : WriteAsync(context);

    private static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Ok.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(Ok);
        }
    }
}
