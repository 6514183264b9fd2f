using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Manage;

public sealed class KeysTests
{
    [Fact]
    public async Task Key_Created_ShowsItsSecretThisOnceAndOpensTheGateway()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/keys";
        var made = await server.ManageAsync(HttpMethod.Post, path, """
            {"name":"k","budget_usd":2,"workflow_tag":"w","models":["gpt-4o-mini"],"scopes":["infer"],"expires_at":"2027-01-01T00:00:00+01:00"}
            """);
        ((int)made.Status).ShouldBe(201);
        var secret = made.Json.GetProperty("secret").GetString().ShouldNotBeNull();
        secret.ShouldStartWith("tg_live_");
        made.Json.GetProperty("expires_at").GetString().ShouldBe("2026-12-31T23:00:00Z");
        made.Json.GetProperty("scopes").GetRawText().ShouldBe("""["infer"]""");
        ((int)(await server.GetAsync("/v1/projects", secret)).Status).ShouldBe(200);

        var id = made.Json.GetProperty("id").GetString();
        (await server.ManageAsync(HttpMethod.Get, path)).Body.ShouldNotContain(secret);
        (await server.ManageAsync(HttpMethod.Get, $"{path}/{id}")).Json.TryGetProperty("secret", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Key_OfTestMode_SaysSoInItsText()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/keys";
        var made = await server.ManageAsync(HttpMethod.Post, path, """{"name":"k","mode":"test"}""");
        made.Json.GetProperty("secret").GetString().ShouldNotBeNull().ShouldStartWith("tg_test_");
        var changed = await server.ManageAsync(HttpMethod.Patch, $"{path}/{made.Json.GetProperty("id").GetString()}", """{"mode":"live"}""");
        changed.Param.ShouldBe("mode");
    }

    [Fact]
    public async Task Key_Deleted_IsRevokedOnTheVeryNextRequestAndStaysListed()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var issued = server.Key(tenant);
        var path = $"/workspaces/{tenant.Workspace.Id}/keys/{issued.Key.Key.Id}";
        var gone = await server.ManageAsync(HttpMethod.Delete, path);
        ((int)gone.Status).ShouldBe(204);
        gone.Body.ShouldBeEmpty();
        (await server.GetAsync("/v1/projects", issued.Secret)).Code.ShouldBe("INVALID_API_KEY");
        (await server.ManageAsync(HttpMethod.Get, path)).Json.GetProperty("revoked_at").GetString().ShouldNotBeNull();
        ((int)(await server.ManageAsync(HttpMethod.Delete, path)).Status).ShouldBe(204);
        (await server.ManageAsync(HttpMethod.Post, path + "/rotate")).Code.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task Key_RotatedWithOverlap_OpensWithBothSecretsForThatLong()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var issued = server.Key(tenant);
        var path = $"/workspaces/{tenant.Workspace.Id}/keys/{issued.Key.Key.Id}/rotate";
        var rotated = await server.ManageAsync(HttpMethod.Post, path, """{"overlap_seconds":30}""");
        ((int)rotated.Status).ShouldBe(200);
        var fresh = rotated.Json.GetProperty("secret").GetString().ShouldNotBeNull();
        ((int)(await server.GetAsync("/v1/projects", issued.Secret)).Status).ShouldBe(200);
        ((int)(await server.GetAsync("/v1/projects", fresh)).Status).ShouldBe(200);
        server.Time.Advance(TimeSpan.FromSeconds(30));
        (await server.GetAsync("/v1/projects", issued.Secret)).Code.ShouldBe("INVALID_API_KEY");
        ((int)(await server.GetAsync("/v1/projects", fresh)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Key_BoundToAProject_NamesOneOfItsOwnWorkspaceOnly()
    {
        await using var server = await EdgeServer.StartAsync();
        var ours = server.Workspace();
        var theirs = server.Workspace();
        var foreign = await server.ManageAsync(HttpMethod.Post, $"/workspaces/{theirs.Workspace.Id}/projects", """{"name":"p"}""");
        var path = $"/workspaces/{ours.Workspace.Id}/keys";
        var body = $$"""{"name":"k","project_id":"{{foreign.Json.GetProperty("id").GetString()}}"}""";
        (await server.ManageAsync(HttpMethod.Post, path, body)).Param.ShouldBe("project_id");

        var own = await server.ManageAsync(HttpMethod.Post, $"/workspaces/{ours.Workspace.Id}/projects", """{"name":"p"}""");
        var project = own.Json.GetProperty("id").GetString();
        var made = await server.ManageAsync(HttpMethod.Post, path, $$"""{"name":"k","project_id":"{{project}}"}""");
        made.Json.GetProperty("project_id").GetString().ShouldBe(project);
        var id = made.Json.GetProperty("id").GetString();
        ours.Keys.Values.Single().Project.ShouldNotBeNull();
        await server.ManageAsync(HttpMethod.Patch, $"{path}/{id}", """{"project_id":null}""");
        ours.Keys.Values.Single().Project.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"a","mode":"free"}""", "mode")]
    [InlineData("""{"name":"a","expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"name":"a","expires_at":"2026-01-01"}""", "expires_at")]
    [InlineData("""{"name":"a","models":[]}""", "models")]
    [InlineData("""{"name":"a","models":[1]}""", "models")]
    [InlineData("""{"name":"a","scopes":["root"]}""", "scopes")]
    [InlineData("""{"name":"a","project_id":"prj_nope"}""", "project_id")]
    [InlineData("""{"name":"a","secret":"x"}""", "secret")]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Post, $"/workspaces/{server.Workspace().Workspace.Id}/keys", body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Fact]
    public async Task Budget_Changed_CountsAtOnce()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var key = server.Key(tenant).Key;
        var path = $"/workspaces/{tenant.Workspace.Id}/keys/{key.Key.Id}";
        await server.ManageAsync(HttpMethod.Patch, path, """{"budget_usd":1}""");
        key.Line.Limit.ShouldBe(1_000_000_000);
        await server.ManageAsync(HttpMethod.Patch, path, """{"budget_usd":null}""");
        key.Line.Limit.ShouldBe(long.MaxValue);
    }
}
