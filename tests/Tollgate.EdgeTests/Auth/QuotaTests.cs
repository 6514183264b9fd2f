using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.EdgeTests.Auth;

public sealed class QuotaTests
{
    private const string Ask = """{"model":"practice/nothing","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task Call_OfALiveKey_CountsAndEveryReplyToItSaysSo()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace(Plan.Starter);
        var key = server.Key(tenant).Secret;
        Quota(await server.GetAsync("/v1/projects", key)).ShouldBe("0 10000 10000 ok");

        // A refused call past the rate limiter counts: it stands in the call log.
        var call = await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask);
        call.Code.ShouldNotBeNull();
        Quota(call).ShouldBe("1 10000 9999 ok");
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, "{")).ShouldBe("2 10000 9998 ok");
        Quota(await server.GetAsync("/v1/models", key)).ShouldBe("2 10000 9998 ok");
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/keys", key, "{}")).ShouldBe("2 10000 9998 ok");

        // What is refused at the door or comes from a test key does not.
        await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, null);
        await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", server.Key(tenant, KeyMode.Test).Secret, Ask);
        Quota(await server.GetAsync("/v1/models", key)).ShouldBe("2 10000 9998 ok");
        await server.Meter.FlushAsync();
        server.Ledger.Calls.Count(c => c.Mode == KeyMode.Live).ShouldBe(2);
    }

    [Fact]
    public async Task Quota_NearItsEndAndBeyond_WarnsAndLetsThrough()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace(Plan.Starter);
        var key = server.Key(tenant).Secret;
        Restore(server, tenant, 7_998);
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask)).ShouldBe("7999 10000 2001 ok");
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask)).ShouldBe("8000 10000 2000 warning");
        Restore(server, tenant, 9_999);
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask)).ShouldBe("10000 10000 0 warning");
        var over = await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask);
        Quota(over).ShouldBe("10001 10000 0 exceeded");
        over.Code.ShouldNotBe("RATE_LIMITED");

        var events = (await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/events")).Json.GetProperty("data");
        events.EnumerateArray().Select(e => e.GetProperty("kind").GetString()).ShouldBe(["quota_exceeded", "quota_warning"]);
        events[0].GetProperty("data").GetProperty("used").GetInt64().ShouldBe(10_001);
        events[0].GetProperty("data").GetProperty("resets_at").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Quota_OfANewMonthInTheWorkspacesZone_BeginsAnew()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Time.SetWallClock(new DateTimeOffset(2026, 3, 31, 21, 59, 0, TimeSpan.Zero));
        var tenant = server.Customers.Create(new Workspace
        {
            Id = default, Name = "w", Plan = Plan.Pro, CreatedAt = default, TimeZone = "Europe/Berlin",
        });
        var key = server.Key(tenant).Secret;
        Quota(await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask)).ShouldBe("1 50000 49999 ok");
        server.Time.Advance(TimeSpan.FromMinutes(1));
        Quota(await server.GetAsync("/v1/models", key)).ShouldBe("0 50000 50000 ok");
    }

    [Fact]
    public async Task Workspace_WithoutAQuota_SaysNothingUntilItsPlanHasOne()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var key = server.Key(tenant).Secret;
        var call = await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", key, Ask);
        call.Headers.Keys.ShouldNotContain(name => name.StartsWith("X-Tollgate-Quota", StringComparison.OrdinalIgnoreCase));

        // The month's calls from before count all the same.
        await server.ManageAsync(HttpMethod.Patch, $"/workspaces/{tenant.Workspace.Id}", """{"plan":"pro"}""");
        Quota(await server.GetAsync("/v1/models", key)).ShouldBe("1 50000 49999 ok");
    }

    private static void Restore(EdgeServer server, Tenant tenant, long used) =>
        tenant.Quota.Restore(used, server.Time.GetUtcNow().ToUnixTimeMilliseconds(), tenant.Book.Zone);

    private static string Quota(Reply reply) => string.Join(
        ' ', new[] { "Used", "Limit", "Remaining", "Status" }.Select(name => reply.Header("X-Tollgate-Quota-" + name)));
}
