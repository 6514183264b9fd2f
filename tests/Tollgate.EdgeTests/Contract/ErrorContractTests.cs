using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Identity;

namespace Tollgate.EdgeTests.Contract;

public sealed class ErrorContractTests
{
    private static readonly string[] Always = ["code", "message", "type", "request_id", "retryable"];

    public static TheoryData<string> Codes => [.. ContractFile.Rows.Select(r => r.GetProperty("code").GetString()!)];

    [Fact]
    public void Catalogue_AgainstTheContract_HasItsRowsInItsOrder()
    {
        ErrorCatalogue.Rows.Select(r => r.Name).ShouldBe(ContractFile.Rows.Select(r => r.GetProperty("code").GetString()!));
        ErrorCatalogue.Rows.Select(r => r.Code).ShouldBe(Enum.GetValues<ErrorCode>());
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Row_Simulated_ComesOutAsTheContractSays(string code)
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace(), KeyMode.Test);
        var row = ContractFile.Row(code);

        var reply = await server.GetAsync("/v1/projects", key.Secret, ("X-Tollgate-Simulate", code));

        ((int)reply.Status).ShouldBe(row.GetProperty("http").GetInt32());
        reply.Header("Content-Type").ShouldBe("application/json");
        var error = reply.Error;
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("type").GetString().ShouldBe(row.GetProperty("type").GetString());
        error.GetProperty("retryable").GetBoolean().ShouldBe(row.GetProperty("retryable").GetBoolean());
        error.GetProperty("message").GetString().ShouldEndWith(row.GetProperty("fix").GetString()!);
        error.GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        reply.Header("x-should-retry").ShouldBe(row.GetProperty("retryable").GetRawText());

        var names = error.EnumerateObject().Select(p => p.Name).ToList();
        var fixedPart = ContractFile.Headers(row).Contains("Retry-After") ? [.. Always, "retry_after_seconds"] : Always;
        names.ShouldBe([.. fixedPart, .. ContractFile.Extras(row)]);
        ContractFile.Extras(row).ShouldAllBe(e => error.GetProperty(e).ValueKind != JsonValueKind.Null);

        foreach (var header in ContractFile.Headers(row))
        {
            reply.Headers.ShouldContainKey(header);
        }

        if (reply.Header("Retry-After") is { } wait)
        {
            int.Parse(wait).ShouldBeGreaterThanOrEqualTo(1);
            error.GetProperty("retry_after_seconds").GetInt32().ToString().ShouldBe(wait);
        }

        foreach (var header in new[] { "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy" })
        {
            reply.Headers.ShouldContainKey(header);
        }
    }

    [Fact]
    public async Task Simulation_OfAnUnknownCode_IsABadRequestNamingTheHeader()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/projects", server.Key(server.Workspace(), KeyMode.Test).Secret, ("X-Tollgate-Simulate", "NOPE"));
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("X-Tollgate-Simulate");
    }

    [Fact]
    public async Task Simulation_WithALiveKey_IsIgnored()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/v1/projects", server.Key(server.Workspace()).Secret, ("X-Tollgate-Simulate", "RATE_LIMITED"));
        ((int)reply.Status).ShouldBe(200);
    }

    [Fact]
    public async Task Simulation_WithABadKey_IsRefusedForTheKey()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/v1/projects", "tg_test_nothing", ("X-Tollgate-Simulate", "RATE_LIMITED"));
        reply.Code.ShouldBe("INVALID_API_KEY");
        reply.Headers.ShouldNotContainKey("RateLimit");
    }
}
