using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>Management requests with an idempotency key.</summary>
public sealed class ManageOnceTests
{
    [Fact]
    public async Task Create_SentTwice_MakesOneAndShowsTheSameSecret()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/keys";
        var first = await SendAsync(server, HttpMethod.Post, path, "a", """{"name":"k"}""");

        var second = await SendAsync(server, HttpMethod.Post, path, "\"a\"", """{"name":"k"}""");
        var other = await SendAsync(server, HttpMethod.Post, path, "a", """{"name":"other"}""");

        ((int)first.Status).ShouldBe(201);
        ((int)second.Status).ShouldBe(201);
        second.Body.ShouldBe(first.Body);
        second.Json.GetProperty("secret").GetString().ShouldStartWith("tg_live_");
        second.Header("Idempotent-Replayed").ShouldBe("true");
        second.Header("X-Tollgate-Original-Request-Id").ShouldBe(first.Header("X-Tollgate-Request-Id"));
        other.Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
        tenant.Keys.Count.ShouldBe(1);
        foreach (var (claim, _) in server.Ledger.Claims.Rows)
        {
            var kept = server.Ledger.Claims.ReadReply(claim.RequestId).ShouldNotBeNull();
            System.Text.Encoding.UTF8.GetString(kept).ShouldNotContain("tg_live_");
        }
    }

    [Theory]
    [InlineData("PATCH", "", """{"name":"n"}""", 200)]
    [InlineData("PUT", "/providers/openai", """{"api_key":"sk-1"}""", 201)]
    [InlineData("DELETE", "/keys/{key}", null, 204)]
    public async Task Change_SentTwice_IsReplayed(string method, string path, string? body, int status)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var whole = $"/workspaces/{tenant.Workspace.Id}{path.Replace("{key}", server.Key(tenant).Key.Key.Id.ToString(), StringComparison.Ordinal)}";
        var first = await SendAsync(server, new HttpMethod(method), whole, "a", body);

        var second = await SendAsync(server, new HttpMethod(method), whole, "a", body);

        ((int)first.Status).ShouldBe(status);
        second.Status.ShouldBe(first.Status);
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
    }

    [Fact]
    public async Task Refused_ThenCorrected_RunsWithTheSameKey()
    {
        await using var server = await EdgeServer.StartAsync();
        var refused = await SendAsync(server, HttpMethod.Post, "/workspaces", "a", "{}");

        var made = await SendAsync(server, HttpMethod.Post, "/workspaces", "a", """{"name":"w"}""");

        refused.Code.ShouldBe("INVALID_REQUEST");
        ((int)made.Status).ShouldBe(201);
    }

    [Fact]
    public async Task Get_WithAKey_IsReadEachTime()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}";

        await SendAsync(server, HttpMethod.Get, path, "a", null);
        var second = await SendAsync(server, HttpMethod.Get, path, "a", null);

        ((int)second.Status).ShouldBe(200);
        second.Header("Idempotent-Replayed").ShouldBeNull();
        server.Ledger.Claims.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Change_ThatTheStoreFailed_HasAnUnknownOutcome()
    {
        await using var server = await EdgeServer.StartAsync();
        server.CustomerStore.Failure = new LedgerStoreException("injected");
        var failed = await SendAsync(server, HttpMethod.Post, "/workspaces", "a", """{"name":"w"}""");
        server.CustomerStore.Failure = null;

        var again = await SendAsync(server, HttpMethod.Post, "/workspaces", "a", """{"name":"w"}""");

        failed.Code.ShouldBe("SERVICE_DEGRADED");
        again.Code.ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        again.Error.GetProperty("reason").GetString().ShouldBe("outcome_unknown");
        server.Customers.Tenants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_OfTheGateway_IsAnotherScope()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var parent = server.Customers.Create(tenant, new ApiKey
        {
            Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = Metering.Identity.KeyMode.Live,
            Scopes = KeyScopes.Infer | KeyScopes.Mint, CreatedAt = default,
        });
        await SendAsync(server, HttpMethod.Post, "/workspaces", "a", """{"name":"w"}""");
        const string ask = """{"budget_usd":1}""";

        var first = await server.SendAsync(HttpMethod.Post, "/v1/keys", parent.Secret, ask, ("Idempotency-Key", "a"));
        var second = await server.SendAsync(HttpMethod.Post, "/keys", parent.Secret, ask, ("Idempotency-Key", "a"));

        ((int)first.Status).ShouldBe(201);
        second.Body.ShouldBe(first.Body);
        second.Header("Idempotent-Replayed").ShouldBe("true");
        tenant.Keys.Count.ShouldBe(2);
    }

    private static Task<Reply> SendAsync(EdgeServer server, HttpMethod method, string path, string key, string? body) =>
        server.SendAsync(method, "/manage/v1" + path, EdgeServer.AdminToken, body, ("Idempotency-Key", key));
}
