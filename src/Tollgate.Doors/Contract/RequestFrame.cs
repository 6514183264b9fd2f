using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Doors.Contract;

/// <summary>The outermost frame of every request: gives it its id and sees to it that whatever goes wrong inside comes out as the
/// contract's envelope. What the server itself refuses before this (a malformed request line, headers too large) cannot. A request within another shares its
/// exchange, when that is set before.</summary>
public sealed class RequestFrame(IdSource ids, DoorSettings settings, ILogger<RequestFrame> logger)
{
    /// <summary>Runs what is inside and answers what it threw.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<Exchange>() is not { } exchange)
        {
            context.Features.Set(exchange = new Exchange(ids.Next<RequestKind>()));
        }

        context.Response.Headers[ReplyHeaders.RequestId] = exchange.RequestIdText;
        if (context.Request.Headers.ContainsKey(TokenSenseNames.KeyHeader))
        {
            TokenSenseNames.Ask(context);
        }

        Refusal? refusal;
        try
        {
            await next(context);
            refusal = context.Response.HasStarted ? null : OfRouting(context.Response);
        }
        catch (Exception caller) when (context.RequestAborted.IsCancellationRequested && IsCallerGone(caller))
        {
            return;
        }
        catch (BadHttpRequestException bad)
        {
            refusal = OfBody(bad);
        }
        catch (LedgerStoreException store)
        {
            logger.StoreRefused(exchange.RequestIdText, store.Message);
            refusal = new Refusal(ErrorCode.SERVICE_DEGRADED, "The store cannot be written at the moment.") { RetryAfterSeconds = 5 };
        }
        catch (Exception defect)
        {
            // The one outermost catch: a defect ends this request and nothing else.
            logger.Defect(exchange.RequestIdText, defect.GetType().Name, defect);
            refusal = new Refusal(ErrorCode.INTERNAL_ERROR, "Something went wrong on our side.");
        }

        if (refusal is null)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await ErrorWriter.WriteAsync(context, refusal);
    }

    private static bool IsCallerGone(Exception exception) =>
        exception is OperationCanceledException or IOException or ConnectionAbortedException;

    private static Refusal? OfRouting(HttpResponse response) => response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path."),
        StatusCodes.Status405MethodNotAllowed => new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "This route does not take that method.")
        {
            Allow = response.Headers.Allow,
        },
        StatusCodes.Status415UnsupportedMediaType =>
            new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This route does not take that content type."),
        _ => null,
    };

    private Refusal OfBody(BadHttpRequestException bad) => bad.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large.")
        {
            Extras = new Dictionary<string, object?> { ["limit_bytes"] = settings.MaxBodyBytes },
        }
        : Refusal.Invalid(null, "The request's body could not be read.");
}
