using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Auth;

public sealed class KeyReaderTests
{
    public static TheoryData<string> Headers => ["x-api-key", "X-Goog-Api-Key", "x-tollgate-key", "x-tokensense-key"];

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Key_InAHeaderOfItsOwn_IsTaken(string header)
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace()).Secret;
        ((int)(await server.GetAsync("/v1/projects", null, (header, key))).Status).ShouldBe(200);
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER   ")]
    public async Task Key_AsBearer_IsTakenInAnyCase(string scheme)
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace()).Secret;
        ((int)(await server.GetAsync("/v1/projects", null, ("Authorization", scheme + key))).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Key_InTheQuery_IsTaken()
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace()).Secret;
        ((int)(await server.GetAsync($"/v1/projects?alt=sse&key={key}")).Status).ShouldBe(200);
    }

    [Fact]
    public async Task SameKey_InTwoPlaces_IsFine()
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace()).Secret;
        ((int)(await server.GetAsync($"/v1/projects?key={key}", key, ("x-api-key", key))).Status).ShouldBe(200);
    }

    [Fact]
    public async Task TwoKeys_InOneRequest_AreRefusedThoughBothAreGood()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var one = server.Key(tenant).Secret;
        var two = server.Key(tenant).Secret;
        (await server.GetAsync("/v1/projects", one, ("x-api-key", two))).Code.ShouldBe("INVALID_API_KEY");
        (await server.GetAsync($"/v1/projects?key={two}", one)).Code.ShouldBe("INVALID_API_KEY");
        (await server.GetAsync("/v1/projects", one, ("x-api-key", "sk-else"))).Code.ShouldBe("INVALID_API_KEY");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk-proj-123")]
    [InlineData("tg_live_0123456789")]
    public async Task Key_MissingOrMalformed_IsRefusedWithAChallenge(string? key)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/v1/projects", key);
        ((int)reply.Status).ShouldBe(401);
        reply.Code.ShouldBe("INVALID_API_KEY");
        reply.Header("WWW-Authenticate").ShouldBe("Bearer realm=\"tollgate\"");
        reply.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    public async Task Key_Unknown_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        using var chance = new Testing.SeededBytes(99);
        var stranger = KeySecret.Create(Metering.Identity.KeyMode.Live, chance).Text;
        (await server.GetAsync("/v1/projects", stranger)).Code.ShouldBe("INVALID_API_KEY");
    }

    [Fact]
    public async Task Key_Revoked_IsRefusedOnTheVeryNextRequest()
    {
        await using var server = await EdgeServer.StartAsync();
        var issued = server.Key(server.Workspace());
        ((int)(await server.GetAsync("/v1/projects", issued.Secret)).Status).ShouldBe(200);
        server.Customers.Revoke(issued.Key);
        (await server.GetAsync("/v1/projects", issued.Secret)).Code.ShouldBe("INVALID_API_KEY");
    }

    [Fact]
    public async Task Key_PastItsExpiry_IsToldWhenItExpired()
    {
        await using var server = await EdgeServer.StartAsync();
        var end = server.Time.GetUtcNow().AddSeconds(10);
        var key = server.Key(server.Workspace(), expiresAt: end).Secret;
        ((int)(await server.GetAsync("/v1/projects", key)).Status).ShouldBe(200);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        var reply = await server.GetAsync("/v1/projects", key);
        reply.Code.ShouldBe("API_KEY_EXPIRED");
        reply.Error.GetProperty("expired_at").GetDateTimeOffset().ShouldBe(end);
        reply.Headers.ShouldContainKey("WWW-Authenticate");
    }

    [Fact]
    public async Task WrongSecrets_InAFlood_TurnTheAddressAwayFromThatKeyForAMinute()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var attacked = server.Key(tenant);
        var bystander = server.Key(tenant).Secret;
        var good = attacked.Secret;
        server.Customers.Change(attacked.Key, k => k with { SecretHash = new byte[32] });
        for (var i = 0; i < 20; i++)
        {
            (await server.GetAsync("/v1/projects", good)).Code.ShouldBe("INVALID_API_KEY");
        }

        server.Customers.Change(attacked.Key, k => k with { SecretHash = Hash(good) });
        (await server.GetAsync("/v1/projects", good)).Code.ShouldBe("INVALID_API_KEY");
        ((int)(await server.GetAsync("/v1/projects", bystander)).Status).ShouldBe(200);
        server.Time.Advance(TimeSpan.FromSeconds(61));
        ((int)(await server.GetAsync("/v1/projects", good)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task ProjectList_OfAKey_ShowsItsOwnWorkspaceOnlyWithoutTheArchived()
    {
        await using var server = await EdgeServer.StartAsync();
        var ours = server.Workspace();
        var theirs = server.Workspace();
        server.Customers.Create(theirs, Project("theirs"));
        server.Customers.Create(ours, Project("one"));
        server.Customers.Create(ours, Project("two"));
        var gone = server.Customers.Create(ours, Project("gone")).ShouldNotBeNull();
        server.Customers.Change(ours, gone, p => p with { ArchivedAt = server.Time.GetUtcNow() });

        var reply = await server.GetAsync("/projects", server.Key(ours).Secret);
        reply.Json.GetProperty("object").GetString().ShouldBe("list");
        var rows = reply.Json.GetProperty("data").EnumerateArray().ToList();
        rows.Select(r => r.GetProperty("slug").GetString()).ShouldBe(["one", "two"]);
        rows[0].EnumerateObject().Select(p => p.Name).ShouldBe(["id", "slug", "name", "color", "description", "archived_at"]);
    }

    private static byte[] Hash(string text)
    {
        var bytes = new byte[32];
        Base62Wide.TryRead(text.AsSpan(18, 43), bytes).ShouldBeTrue();
        return System.Security.Cryptography.SHA256.HashData(bytes);
    }

    private static Project Project(string name) =>
        new() { Id = default, Workspace = default, Slug = "", Name = name, CreatedAt = default };
}
