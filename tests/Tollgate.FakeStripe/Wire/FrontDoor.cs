using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tollgate.FakeStripe.Objects;

namespace Tollgate.FakeStripe.Wire;

/// <summary>What every request passes: key, version, limits, idempotency, and the faults that a test asked for.</summary>
internal sealed class FrontDoor(World world, string key, IReadOnlyList<Route> routes)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly List<JsonObject> _seen = [];
    private readonly IdempotencyKeys _keys = new();

    /// <summary>Every request that came, oldest first.</summary>
    public JsonArray Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen.Select(request => request.DeepClone())];
            }
        }
    }

    public void Break(Fault fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var encoded = HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString.Value!.TrimStart('?') : await reader.ReadToEndAsync();
        var fault = Note(context.Request, encoded);
        var reply = fault is FaultKind.HangBefore or FaultKind.BreakBefore ? new StoredReply(0, "") : Answer(context.Request, encoded, fault);
        switch (fault)
        {
            case FaultKind.HangAfter or FaultKind.HangBefore:
                var left = new TaskCompletionSource();
                await using (context.RequestAborted.Register(left.SetResult))
                {
                    await left.Task;
                }

                break;
            case FaultKind.BreakAfter or FaultKind.BreakBefore:
                context.Abort();
                break;
            case FaultKind.Html:
                context.Response.StatusCode = 502;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>Bad gateway</body></html>");
                break;
            default:
                await WriteAsync(context.Response, reply);
                break;
        }
    }

    private static Task WriteAsync(HttpResponse response, StoredReply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = "application/json";
        response.Headers["Request-Id"] = "req_fake";
        if (reply.IsReplay)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        if (reply.Status >= 500)
        {
            // The stored error would only come again.
            response.Headers["Stripe-Should-Retry"] = "false";
        }

        return response.WriteAsync(reply.Body);
    }

    private FaultKind? Note(HttpRequest request, string encoded)
    {
        lock (_gate)
        {
            _seen.Add(new JsonObject
            {
                ["method"] = request.Method,
                ["path"] = request.Path.Value,
                ["parameters"] = Uri.UnescapeDataString(encoded),
                ["idempotency_key"] = (string?)request.Headers["Idempotency-Key"],
                ["version"] = (string?)request.Headers["Stripe-Version"],
                ["account"] = (string?)request.Headers["Stripe-Account"],
            });
            var fault = _faults.Find(each => each.Left > 0 && request.Path.Value!.StartsWith(each.Path, StringComparison.Ordinal));
            if (fault is not null)
            {
                fault.Left--;
            }

            return fault?.Kind;
        }
    }

    private StoredReply Answer(HttpRequest request, string encoded, FaultKind? fault)
    {
        try
        {
            if (request.Headers.Authorization != $"Bearer {key}")
            {
                throw Refusal.Of(401, "invalid_request_error", "Invalid API Key provided.");
            }

            if (fault is FaultKind.Limit or FaultKind.Conflict)
            {
                throw fault == FaultKind.Limit
                    ? Refusal.Of(429, "invalid_request_error", "Too many requests.", "rate_limit")
                    : Refusal.Of(409, "invalid_request_error", "Another request has this object.", "lock_timeout");
            }

            var parameters = new Parameters(encoded);
            var (route, id) = Find(request);
            var name = (string?)request.Headers["Idempotency-Key"];
            return request.Method == "POST" && name is not null
                ? _keys.Once(name, $"{request.Path} {parameters.Canonical}", () => Run(route, id, parameters, fault))
                : Run(route, id, parameters, fault);
        }
        catch (Refusal refusal)
        {
            return new StoredReply(refusal.Status, refusal.Body);
        }
    }

    private StoredReply Run(Route route, string id, Parameters parameters, FaultKind? fault)
    {
        var error = new StoredReply(500, Refusal.Of(500, "api_error", "Something went wrong.").Body);
        if (fault == FaultKind.ErrorBefore)
        {
            return error;
        }

        try
        {
            string body;
            lock (world.Gate)
            {
                body = route.Answer(world, id, parameters).ToJsonString();
            }

            return fault == FaultKind.ErrorAfter ? error : new StoredReply(200, body);
        }
        catch (Refusal refusal) when (refusal.IsStored)
        {
            return fault == FaultKind.ErrorAfter ? error : new StoredReply(refusal.Status, refusal.Body);
        }
    }

    private (Route Route, string Id) Find(HttpRequest request)
    {
        foreach (var route in routes)
        {
            if (route.Match(request.Method, request.Path.Value!) is { } id)
            {
                return (route, id);
            }
        }

        throw Refusal.Invalid($"Unrecognized request URL ({request.Method}: {request.Path}).", null, null, 404);
    }
}
