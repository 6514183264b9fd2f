using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.EdgeTests.Contract;

public sealed class RequestFrameTests
{
    [Fact]
    public async Task Path_ThatIsNowhere_IsNotFoundInTheEnvelope()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/v1/nothing-here");
        ((int)reply.Status).ShouldBe(404);
        reply.Code.ShouldBe("NOT_FOUND");
        reply.Error.GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
    }

    [Fact]
    public async Task Method_ThatTheRouteDoesNotTake_NamesThoseItDoes()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.SendAsync(HttpMethod.Delete, "/v1/projects");
        reply.Code.ShouldBe("METHOD_NOT_ALLOWED");
        reply.Header("Allow").ShouldBe("GET");
    }

    [Fact]
    public async Task Handler_ThatThrows_IsAnInternalErrorThatSaysNothingOfIt()
    {
        await using var server = await EdgeServer.StartAsync(app =>
            app.MapGet("/boom", (RequestDelegate)(_ => throw new InvalidOperationException("canary"))));
        var reply = await server.GetAsync("/boom");
        ((int)reply.Status).ShouldBe(500);
        reply.Code.ShouldBe("INTERNAL_ERROR");
        reply.Body.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Store_ThatRefusesToWrite_IsServiceDegraded()
    {
        await using var server = await EdgeServer.StartAsync(app =>
            app.MapGet("/boom", (RequestDelegate)(_ => throw new LedgerStoreException("disk full"))));
        var reply = await server.GetAsync("/boom");
        reply.Code.ShouldBe("SERVICE_DEGRADED");
        reply.Header("Retry-After").ShouldBe("5");
    }

    [Fact]
    public async Task RequestId_OfEveryRequest_IsItsOwn()
    {
        await using var server = await EdgeServer.StartAsync();
        var one = (await server.GetAsync("/a")).Header("X-Tollgate-Request-Id").ShouldNotBeNull();
        var two = (await server.GetAsync("/a")).Header("X-Tollgate-Request-Id").ShouldNotBeNull();
        Id<RequestKind>.TryParse(one, out _).ShouldBeTrue();
        two.ShouldNotBe(one);
    }

    [Fact]
    public void Envelope_WithMoneyTimesAndAbsentExtras_IsExact()
    {
        var refusal = new Refusal(ErrorCode.KEY_BUDGET_EXCEEDED, "This call may cost more than is left.")
        {
            Retryable = true,
            RetryAfterSeconds = 2,
            Extras = new Dictionary<string, object?>
            {
                ["scope"] = "key",
                ["budget_usd"] = new NanoUsd(1_000_000_000),
                ["spent_usd"] = new NanoUsd(150_000),
                ["resets_at"] = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.FromHours(1)),
            },
        };
        System.Text.Encoding.UTF8.GetString(ErrorWriter.Envelope(refusal, "req_1")).ShouldBe(
            """{"error":{"code":"KEY_BUDGET_EXCEEDED","message":"This call may cost more than is left. Raise the key's budget, top up this window, or wait for resets_at.","type":"billing_error","request_id":"req_1","retryable":true,"retry_after_seconds":2,"scope":"key","key_id":null,"budget_usd":1,"spent_usd":0.00015,"reserved_usd":null,"resets_at":"2026-01-31T23:00:00Z"}}""");
    }
}
