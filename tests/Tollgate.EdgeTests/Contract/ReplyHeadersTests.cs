using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Contract;

public sealed class ReplyHeadersTests
{
    [Fact]
    public async Task RateHeaders_OnAStarterPlan_TellLimitRestAndReset()
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace(Plan.Starter)).Secret;
        var reply = await server.GetAsync("/v1/projects", key);
        reply.Header("X-RateLimit-Limit").ShouldBe("30");
        reply.Header("X-RateLimit-Remaining").ShouldBe("29");
        reply.Header("X-RateLimit-Reset").ShouldBe((server.Time.GetUtcNow().ToUnixTimeSeconds() + 60).ToString());
        reply.Header("RateLimit").ShouldBe("\"default\";r=29;t=60");
        reply.Header("RateLimit-Policy").ShouldBe("\"default\";q=30;w=60");
    }

    [Fact]
    public async Task RateHeaders_WithinASecond_NeverTellMoreThanAMinute()
    {
        await using var server = await EdgeServer.StartAsync();
        server.Time.Advance(TimeSpan.FromMilliseconds(30));
        var reply = await server.GetAsync("/v1/projects", server.Key(server.Workspace(Plan.Starter)).Secret);
        reply.Header("RateLimit").ShouldBe("\"default\";r=29;t=60");
    }

    [Fact]
    public async Task Rate_UsedUp_IsRateLimitedUntilTheMinuteIsOver()
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace(Plan.Starter)).Secret;
        for (var i = 0; i < 30; i++)
        {
            ((int)(await server.GetAsync("/projects", key)).Status).ShouldBe(200);
        }

        var refused = await server.GetAsync("/v1/projects", key);
        refused.Code.ShouldBe("RATE_LIMITED");
        refused.Error.GetProperty("limit_per_minute").GetInt32().ShouldBe(30);
        refused.Header("Retry-After").ShouldBe("60");
        refused.Header("X-RateLimit-Remaining").ShouldBe("0");
        server.Time.Advance(TimeSpan.FromSeconds(61));
        ((int)(await server.GetAsync("/v1/projects", key)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Rate_SwitchedOff_LeavesTheHeadersOut()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        server.Customers.Change(tenant, w => w with { RateLimitOff = true });
        var reply = await server.GetAsync("/v1/projects", server.Key(tenant).Secret);
        ((int)reply.Status).ShouldBe(200);
        reply.Headers.ShouldNotContainKey("RateLimit");
        reply.Headers.ShouldNotContainKey("X-RateLimit-Limit");
    }

    [Fact]
    public async Task Subscription_Locked_IsRefusedWithRateHeadersAndTakesNoPermit()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace(Plan.Pro);
        var key = server.Key(tenant).Secret;
        server.Customers.Change(tenant, w => w with { Subscription = SubscriptionStatus.Locked });
        var reply = await server.GetAsync("/v1/projects", key);
        reply.Code.ShouldBe("PAYMENT_REQUIRED");
        reply.Error.GetProperty("subscription_status").GetString().ShouldBe("locked");
        reply.Header("X-RateLimit-Limit").ShouldBe("120");
        server.Customers.Change(tenant, w => w with { Subscription = SubscriptionStatus.Active });
        (await server.GetAsync("/v1/projects", key)).Header("X-RateLimit-Remaining").ShouldBe("119");
    }
}
