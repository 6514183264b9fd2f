using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.EdgeTests.RunKeys;

public sealed class RunKeyTests
{
    [Fact]
    public async Task Mint_WithACap_GivesAKeyOfItsParentsProjectAndModeThatLivesAnHour()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var project = server.Customers.Create(tenant, new Project { Id = default, Workspace = default, Slug = "", Name = "p", CreatedAt = default })!;
        var parent = Minter(server, tenant, k => k with { Project = project.Project.Id, Mode = KeyMode.Test, WorkflowTag = "nightly" });
        var made = await server.SendAsync(HttpMethod.Post, "/v1/keys", parent.Secret, """{"name":"run 7","budget_usd":0.25}""");

        ((int)made.Status).ShouldBe(201);
        made.Json.GetProperty("object").GetString().ShouldBe("key");
        made.Json.GetProperty("id").GetString()!.ShouldStartWith("key_");
        made.Json.GetProperty("secret").GetString()!.ShouldStartWith("tg_test_");
        made.Json.GetProperty("name").GetString().ShouldBe("run 7");
        made.Json.GetProperty("parent_id").GetString().ShouldBe(parent.Key.Key.Id.ToString());
        made.Json.GetProperty("project_id").GetString().ShouldBe(project.Project.Id.ToString());
        made.Json.GetProperty("mode").GetString().ShouldBe("test");
        made.Json.GetProperty("budget_usd").GetRawText().ShouldBe("0.25");
        made.Json.GetProperty("workflow_tag").GetString().ShouldBe("nightly");
        made.Json.GetProperty("scopes").GetRawText().ShouldBe("""["infer","tools","wallet_read"]""");
        made.Json.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(server.Time.GetUtcNow().AddHours(1));
        ((int)(await server.GetAsync("/v1/projects", made.Json.GetProperty("secret").GetString())).Status).ShouldBe(200);
    }

    [Theory]
    [InlineData("""{}""", "budget_usd")]
    [InlineData("""{"budget_usd":null}""", "budget_usd")]
    [InlineData("""{"budget_usd":-1}""", "budget_usd")]
    [InlineData("""{"budget_usd":5.000000001}""", "budget_usd")]
    [InlineData("""{"budget_usd":1,"expires_in_seconds":0}""", "expires_in_seconds")]
    [InlineData("""{"budget_usd":1,"expires_in_seconds":2678401}""", "expires_in_seconds")]
    [InlineData("""{"budget_usd":1,"expires_in_seconds":172801}""", "expires_in_seconds")]
    [InlineData("""{"budget_usd":1,"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"budget_usd":1,"expires_at":"2099-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"budget_usd":1,"expires_in_seconds":60,"expires_at":"2026-01-01T00:00:01Z"}""", "expires_at")]
    [InlineData("""{"budget_usd":1,"scopes":["mint"]}""", "scopes")]
    [InlineData("""{"budget_usd":1,"scopes":["infer","wallet_buy"]}""", "scopes")]
    [InlineData("""{"budget_usd":1,"scopes":["tools"]}""", "scopes")]
    [InlineData("""{"budget_usd":1,"models":["practice/slow"]}""", "models")]
    [InlineData("""{"budget_usd":1,"mode":"live"}""", "mode")]
    [InlineData("""{"budget_usd":1,"project_id":"prj_1"}""", "project_id")]
    public async Task Mint_BeyondItsParent_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var parent = Minter(server, server.Workspace(), k => k with
        {
            Budget = new NanoUsd(5 * NanoUsd.PerUsd),
            ExpiresAt = server.Time.GetUtcNow().AddDays(2),
            Models = ["practice/echo"],
            Scopes = KeyScopes.Infer | KeyScopes.Mint,
        });
        var reply = await server.SendAsync(HttpMethod.Post, "/v1/keys", parent.Secret, body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        parent.Key.Children.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mint_ByAParentThatMayBuy_GivesThatOnlyWhenAskedFor()
    {
        await using var server = await EdgeServer.StartAsync();
        var parent = Minter(server, server.Workspace(), k => k with { Scopes = k.Scopes | KeyScopes.WalletBuy });
        (await MintAsync(server, parent.Secret)).Json.GetProperty("scopes").GetRawText().ShouldNotContain("wallet_buy");
        var asked = await server.SendAsync(HttpMethod.Post, "/v1/keys", parent.Secret, """{"budget_usd":1,"scopes":["wallet_buy"]}""");
        asked.Json.GetProperty("scopes").GetRawText().ShouldBe("""["wallet_buy"]""");
    }

    [Fact]
    public async Task Mint_WithAParentThatEndsSooner_EndsWithItByDefault()
    {
        await using var server = await EdgeServer.StartAsync();
        var parent = Minter(server, server.Workspace(), k => k with { ExpiresAt = server.Time.GetUtcNow().AddMinutes(10) });
        var made = await MintAsync(server, parent.Secret);
        made.Json.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(server.Time.GetUtcNow().AddMinutes(10));
    }

    [Fact]
    public async Task Mint_OnAPlanWithoutKeyBudgets_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await MintAsync(server, Minter(server, server.Workspace(Plan.Starter)).Secret);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("budget_usd");
    }

    [Fact]
    public async Task Route_WithoutTheScope_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var child = (await MintAsync(server, Minter(server, tenant).Secret)).Json.GetProperty("secret").GetString()!;
        foreach (var secret in new[] { server.Key(tenant).Secret, child })
        {
            foreach (var (method, path) in Routes)
            {
                var reply = await server.SendAsync(method, path, secret, method == HttpMethod.Post ? """{"budget_usd":1}""" : null);
                reply.Code.ShouldBe("PERMISSION_DENIED");
                reply.Error.GetProperty("required").GetString().ShouldBe("mint");
            }
        }
    }

    [Fact]
    public async Task Route_WithoutAKey_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        foreach (var (method, path) in Routes)
        {
            var json = method == HttpMethod.Post ? """{"budget_usd":1}""" : null;
            (await server.SendAsync(method, path, null, json)).Code.ShouldBe("INVALID_API_KEY");
            (await server.SendAsync(method, path, EdgeServer.AdminToken, json)).Code.ShouldBe("INVALID_API_KEY");
        }
    }

    [Fact]
    public async Task Child_OfAnotherParent_DoesNotExist()
    {
        await using var server = await EdgeServer.StartAsync();
        var ours = server.Workspace();
        var parent = Minter(server, ours);
        var id = (await MintAsync(server, parent.Secret)).Json.GetProperty("id").GetString();
        foreach (var other in new[] { Minter(server, ours), Minter(server, server.Workspace()) })
        {
            (await server.GetAsync($"/v1/keys/{id}", other.Secret)).Code.ShouldBe("NOT_FOUND");
            (await server.SendAsync(HttpMethod.Delete, $"/v1/keys/{id}", other.Secret)).Code.ShouldBe("NOT_FOUND");
            (await server.GetAsync("/v1/keys", other.Secret)).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        }

        // Nor does the parent itself, nor a key that management made.
        (await server.GetAsync($"/v1/keys/{parent.Key.Key.Id}", parent.Secret)).Code.ShouldBe("NOT_FOUND");
        parent.Key.Children.Single().Key.RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Child_Ended_OpensNothingAndIsGoneFromTheListButCanBeLookedAt()
    {
        await using var server = await EdgeServer.StartAsync();
        var parent = Minter(server, server.Workspace());
        var made = await MintAsync(server, parent.Secret);
        var (id, secret) = (made.Json.GetProperty("id").GetString(), made.Json.GetProperty("secret").GetString());
        (await server.GetAsync("/v1/keys", parent.Secret)).Json.GetProperty("data")[0].GetProperty("id").GetString().ShouldBe(id);

        ((int)(await server.SendAsync(HttpMethod.Delete, $"/v1/keys/{id}", parent.Secret)).Status).ShouldBe(204);
        (await server.GetAsync("/v1/projects", secret)).Code.ShouldBe("INVALID_API_KEY");
        (await server.GetAsync("/v1/keys", parent.Secret)).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        var seen = (await server.GetAsync($"/v1/keys/{id}", parent.Secret)).Json;
        seen.GetProperty("revoked_at").GetString().ShouldNotBeNull();
        seen.GetProperty("spent_usd").GetRawText().ShouldBe("0");
        seen.GetProperty("reserved_usd").GetRawText().ShouldBe("0");
        seen.TryGetProperty("secret", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Parent_RevokedOrExpired_TakesItsChildrenAlong()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var revoked = Minter(server, tenant);
        var child = (await MintAsync(server, revoked.Secret)).Json.GetProperty("secret").GetString();
        server.Customers.Revoke(revoked.Key);
        (await server.GetAsync("/v1/projects", child)).Code.ShouldBe("INVALID_API_KEY");

        var expiring = Minter(server, tenant);
        child = (await MintAsync(server, expiring.Secret)).Json.GetProperty("secret").GetString();
        var end = server.Time.GetUtcNow().AddSeconds(30);
        await server.ManageAsync(
            HttpMethod.Patch, $"/workspaces/{tenant.Workspace.Id}/keys/{expiring.Key.Key.Id}", $$"""{"expires_at":"{{end:O}}"}""");
        ((int)(await server.GetAsync("/v1/projects", child)).Status).ShouldBe(200);
        server.Time.Advance(TimeSpan.FromSeconds(30));
        var late = await server.GetAsync("/v1/projects", child);
        late.Code.ShouldBe("API_KEY_EXPIRED");
        late.Error.GetProperty("expired_at").GetDateTimeOffset().ShouldBe(end);
    }

    [Fact]
    public async Task Parent_Narrowed_NarrowsItsChildrenAtOnce()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var parent = Minter(server, tenant);
        var child = (await MintAsync(server, parent.Secret)).Json.GetProperty("secret").GetString();
        (await server.GetAsync("/v1/models", child)).Body.ShouldContain("practice/slow");
        await server.ManageAsync(
            HttpMethod.Patch, $"/workspaces/{tenant.Workspace.Id}/keys/{parent.Key.Key.Id}",
            """{"models":["practice/echo"],"scopes":["tools","mint"]}""");
        var models = (await server.GetAsync("/v1/models", child)).Json.GetProperty("data");
        models.EnumerateArray().Select(m => m.GetProperty("id").GetString()).ShouldBe(["practice/echo"]);
        const string Ask = """{"model":"practice/echo","messages":[{"role":"user","content":"Hi"}]}""";
        var refused = await server.SendAsync(HttpMethod.Post, "/v1/chat/completions", child, Ask);
        refused.Code.ShouldBe("PERMISSION_DENIED");
        refused.Error.GetProperty("required").GetString().ShouldBe("infer");

        await server.ManageAsync(
            HttpMethod.Patch, $"/workspaces/{tenant.Workspace.Id}/keys/{parent.Key.Key.Id}", """{"scopes":["infer"]}""");
        var other = await server.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", child, Ask.Replace("echo", "slow", StringComparison.Ordinal));
        other.Error.GetProperty("required").GetString().ShouldBe("model:practice/slow");
    }

    [Fact]
    public async Task Minting_WithoutPause_IsBounded()
    {
        await using var server = await EdgeServer.StartAsync(mostChildren: 3);
        var tenant = server.Workspace();
        var parent = Minter(server, tenant);
        for (var i = 0; i < 3; i++)
        {
            ((int)(await MintAsync(server, parent.Secret)).Status).ShouldBe(201);
        }

        var refused = await MintAsync(server, parent.Secret);
        refused.Code.ShouldBe("INVALID_REQUEST");
        refused.Error.GetProperty("message").GetString()!.ShouldContain("3 run keys");

        // Made and ended again and again: those that have ended are kept no more than as many may live.
        for (var i = 0; i < 10; i++)
        {
            server.Customers.Revoke(parent.Key.Children[^1]);
            ((int)(await MintAsync(server, parent.Secret)).Status).ShouldBe(201);
        }

        parent.Key.Children.Count.ShouldBeLessThanOrEqualTo(6);
        server.CustomerStore.Load().Keys.Count.ShouldBe(parent.Key.Children.Count + 1);
        tenant.Keys.Count.ShouldBe(parent.Key.Children.Count + 1);
    }

    [Fact]
    public async Task Minting_ByManyAtOnce_MakesNoMoreThanMayLive()
    {
        await using var server = await EdgeServer.StartAsync(mostChildren: 5);
        var parent = Minter(server, server.Workspace());
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => MintAsync(server, parent.Secret)));
        replies.Count(r => (int)r.Status == 201).ShouldBe(5);
        replies.Count(r => r.Code == "INVALID_REQUEST").ShouldBe(35);
        parent.Key.Children.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Mint_RepeatedWithAnIdempotencyKey_MakesOneKeyAndShowsItsSecretAgain()
    {
        await using var server = await EdgeServer.StartAsync();
        var parent = Minter(server, server.Workspace());
        var first = await OnceAsync();
        var again = await OnceAsync();
        ((int)first.Status).ShouldBe(201);
        again.Body.ShouldBe(first.Body);
        again.Header("Idempotent-Replayed").ShouldBe("true");
        parent.Key.Children.Count.ShouldBe(1);

        Task<Reply> OnceAsync() => server.SendAsync(
            HttpMethod.Post, "/v1/keys", parent.Secret, """{"budget_usd":1}""", ("Idempotency-Key", "run-812"));
    }

    [Fact]
    public async Task Child_TwoDaysAfterItsEnd_IsForgottenHereAndInTheStore()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var parent = Minter(server, tenant);
        var made = await MintAsync(server, parent.Secret);
        server.Time.Advance(TimeSpan.FromHours(1) + CustomerDirectory.ChildrenKept);
        server.Customers.ForgetEndedChildren().ShouldBe(0);
        (await server.GetAsync("/v1/projects", made.Json.GetProperty("secret").GetString())).Code.ShouldBe("API_KEY_EXPIRED");
        server.Time.Advance(TimeSpan.FromSeconds(1));
        server.Customers.ForgetEndedChildren().ShouldBe(1);
        (await server.GetAsync($"/v1/keys/{made.Json.GetProperty("id").GetString()}", parent.Secret)).Code.ShouldBe("NOT_FOUND");
        (await server.GetAsync("/v1/projects", made.Json.GetProperty("secret").GetString())).Code.ShouldBe("INVALID_API_KEY");
        server.CustomerStore.Load().Keys.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"budget_usd":6}""", "budget_usd")]
    [InlineData("""{"budget_usd":null}""", "budget_usd")]
    [InlineData("""{"expires_at":null}""", "expires_at")]
    [InlineData("""{"expires_at":"2099-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"project_id":null}""", "project_id")]
    [InlineData("""{"mode":"test"}""", "mode")]
    [InlineData("""{"scopes":["mint"]}""", "scopes")]
    [InlineData("""{"models":["practice/slow"]}""", "models")]
    public async Task Child_ChangedByManagement_StaysWithinItsParent(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var parent = Minter(server, tenant, k => k with { Budget = new NanoUsd(5 * NanoUsd.PerUsd), Models = ["practice/echo"] });
        var path = $"/workspaces/{tenant.Workspace.Id}/keys/{(await MintAsync(server, parent.Secret)).Json.GetProperty("id").GetString()}";
        (await server.ManageAsync(HttpMethod.Patch, path, body)).Param.ShouldBe(param);

        var changed = await server.ManageAsync(HttpMethod.Patch, path, """{"budget_usd":2,"name":"n","scopes":["infer"]}""");
        changed.Json.GetProperty("budget_usd").GetRawText().ShouldBe("2");
        changed.Json.GetProperty("parent_id").GetString().ShouldBe(parent.Key.Key.Id.ToString());
        (await server.ManageAsync(HttpMethod.Post, path + "/rotate")).Code.ShouldBe("INVALID_REQUEST");
        ((int)(await server.ManageAsync(HttpMethod.Delete, path)).Status).ShouldBe(204);
    }

    private static readonly (HttpMethod Method, string Path)[] Routes =
    [
        (HttpMethod.Post, "/v1/keys"), (HttpMethod.Post, "/keys"), (HttpMethod.Get, "/v1/keys"),
        (HttpMethod.Get, "/v1/keys/key_0000000000000000000001"), (HttpMethod.Delete, "/v1/keys/key_0000000000000000000001"),
    ];

    private static IssuedKey Minter(EdgeServer server, Tenant tenant, Func<ApiKey, ApiKey>? change = null)
    {
        var key = new ApiKey
        {
            Id = default, Workspace = default, Name = "parent", PublicId = "", SecretHash = [], Mode = KeyMode.Live,
            Scopes = KeyScopes.Default | KeyScopes.Mint, CreatedAt = default,
        };
        return server.Customers.Create(tenant, change is null ? key : change(key));
    }

    private static Task<Reply> MintAsync(EdgeServer server, string secret) =>
        server.SendAsync(HttpMethod.Post, "/v1/keys", secret, """{"budget_usd":1}""");
}
