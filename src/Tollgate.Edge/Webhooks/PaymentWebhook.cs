using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Bodies;
using Tollgate.Doors.Contract;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;

namespace Tollgate.Edge.Webhooks;

/// <summary><c>POST /webhooks/stripe</c>: events of the payment provider. No key: the signature over the exact bytes says who sent it, and its id
/// makes it count once.</summary>
internal sealed class PaymentWebhook(Billing billing)
{
    private const long MostBytes = 512 * 1024;
    private static readonly byte[] Received = """{"received":true}"""u8.ToArray();

    public async Task InvokeAsync(HttpContext context)
    {
        var (body, refusal) = await RequestBody.ReadAsync(context, MostBytes);
        if (body is not null)
        {
            // A body that came late brings us back on a socket's thread, and what follows waits for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            using (body)
            {
                refusal = Refuse(await billing.ReceiveAsync(body.Memory, context.Request.Headers["Stripe-Signature"]));
            }
        }

        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(context, refusal);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Received.Length;
        await context.Response.BodyWriter.WriteAsync(Received);
    }

    // Whatever is not a success is sent again by the provider.
    private static Refusal? Refuse(WebhookAnswer answer) => answer switch
    {
        WebhookAnswer.Received => null,
        WebhookAnswer.NotBelieved => new Refusal(ErrorCode.INVALID_REQUEST, "The event is not signed as it must be.")
        {
            Extras = new Dictionary<string, object?> { ["param"] = "Stripe-Signature" },
        },
        WebhookAnswer.NotExpected => new Refusal(ErrorCode.NOT_FOUND, "No payment provider is set up that sends events."),
        _ => new Refusal(ErrorCode.SERVICE_DEGRADED, "The event cannot be taken in at the moment.") { RetryAfterSeconds = 5 },
    };
}
