using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools;

/// <summary>No tool escapes what every request must pass, over any of its addresses.</summary>
public sealed class ToolTableTests
{
    [Fact]
    public async Task Tool_WhicheverItIs_AsksWhatEveryToolIsAsked()
    {
        await using var server = await StartAsync(out var shelf);
        var tenant = server.Workspace();
        var good = Issue(server, tenant, KeyScopes.Default | KeyScopes.WalletBuy);
        var expired = server.Key(tenant, expiresAt: DateTimeOffset.UnixEpoch).Secret;
        var locked = server.Workspace();
        server.Customers.Change(locked, w => w with { Subscription = SubscriptionStatus.Locked });
        var lockedKey = Issue(server, locked, KeyScopes.Default | KeyScopes.WalletBuy);
        var limited = server.Workspace();
        server.Customers.Change(limited, w => w with { RequestsPerMinute = 1 });
        var limitedKey = Issue(server, limited, KeyScopes.Default | KeyScopes.WalletBuy);
        await server.GetAsync("/api/v0", limitedKey);
        var seen = 0;
        foreach (var tool in shelf().On(null))
        {
            foreach (var path in new[] { "/api/v0/" + tool.Name, $"/tools/{tool.Server ?? "admin"}/api/v0/{tool.Name}" })
            {
                seen++;
                (await PostAsync(server, path, "tg_live_wrong")).Code.ShouldBe("INVALID_API_KEY", path);
                (await PostAsync(server, path, expired)).Code.ShouldBe("API_KEY_EXPIRED", path);
                (await PostAsync(server, path, lockedKey)).Code.ShouldBe("PAYMENT_REQUIRED", path);
                (await PostAsync(server, path, limitedKey)).Code.ShouldBe("RATE_LIMITED", path);
                (await PostAsync(server, path, good, ("Idempotency-Key", "two words"))).Param.ShouldBe("Idempotency-Key", path);
                if (tool.Scope is { } scope)
                {
                    (await PostAsync(server, path, null)).Code.ShouldBe("INVALID_API_KEY", path);
                    var lesser = Issue(server, tenant, (KeyScopes.Infer | KeyScopes.Tools | KeyScopes.WalletRead | KeyScopes.WalletBuy) & ~scope);
                    var refused = await PostAsync(server, path, lesser);
                    refused.Code.ShouldBe("PERMISSION_DENIED", path);
                    refused.Headers.ShouldContainKey("RateLimit");
                }
            }
        }

        seen.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Tool_WithAnotherTenantsKey_ShowsNothingOfOurs()
    {
        await using var server = await StartAsync(out var shelf);
        var ours = server.Customers.Create(new Workspace { Id = default, Name = "canary-ours", Plan = Plan.SelfHosted, CreatedAt = default });
        var key = Issue(server, ours, KeyScopes.Default, "canary-key");
        var theirs = Issue(server, server.Workspace(), KeyScopes.Default | KeyScopes.WalletBuy);
        await server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(
            new WalletId(ours.Workspace.Id, KeyMode.Live), 77, 123_456, "canary-grant"));
        (await server.GetAsync("/api/v0/list_token_transactions", key)).Body.ShouldContain("canary-grant");

        foreach (var tool in shelf().On(null).Where(t => t.NeedsNothing))
        {
            var reply = await server.GetAsync("/api/v0/" + tool.Name, theirs);
            reply.Body.ShouldNotContain("canary");
            reply.Body.ShouldNotContain("123456");
            reply.Body.ShouldNotContain(ours.Workspace.Id.ToString());
        }
    }

    [Fact]
    public async Task Tools_ThatAreListed_DescribeThemselvesAndTheirParameters()
    {
        await using var server = await StartAsync(out var shelf);
        foreach (var tool in shelf().On(null))
        {
            tool.Description.ShouldNotBeNullOrWhiteSpace();
            tool.Parameters.ShouldAllBe(p => p.Description.Length > 0 && !p.Name.Any(char.IsUpper));
            tool.Parameters.SelectMany(p => p.Aliases.Append(p.Name)).ShouldBeUnique();
            (tool.Server is null || ToolServers.All.Contains(tool.Server)).ShouldBeTrue(tool.Name);
        }
    }

    private static Task<EdgeServer> StartAsync(out Func<ToolShelf> shelf)
    {
        IServiceProvider? services = null;
        shelf = () => services!.GetRequiredService<ToolShelf>();
        return EdgeServer.StartAsync(app => services = app.Services, add => add.AddSingleton<ITool>(new ProbeTool(ProbeTool.Employees)));
    }

    private static string Issue(EdgeServer server, Tenant tenant, KeyScopes scopes, string name = "k") => server.Customers.Create(tenant, new ApiKey
    {
        Id = default, Workspace = default, Name = name, PublicId = "", SecretHash = [], Mode = KeyMode.Live, Scopes = scopes, CreatedAt = default,
    }).Secret;

    private static Task<Reply> PostAsync(EdgeServer server, string path, string? key, params (string Name, string Value)[] headers) =>
        server.SendAsync(HttpMethod.Post, path, key, "{}", headers);
}
