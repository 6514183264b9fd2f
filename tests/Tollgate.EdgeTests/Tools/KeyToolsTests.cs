using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.EdgeTests.Tools;

public sealed class KeyToolsTests
{
    [Fact]
    public async Task List_OfKeys_HasThoseOfTheWorkspaceAndNeverASecret()
    {
        await using var stage = await ToolStage.StartAsync();
        var second = stage.Issue(KeyScopes.Tools);
        var test = stage.Issue(mode: KeyMode.Test);
        var foreign = stage.Issue(of: stage.Server.Workspace());

        var reply = await stage.GetAsync("list_api_keys");

        var rows = reply.Json.GetProperty("api_keys").EnumerateArray().ToList();
        rows.Select(r => r.GetProperty("id").GetString()).ShouldBe([stage.Key.Key.Key.Id.ToString(), second.Key.Key.Id.ToString()]);
        rows[0].GetProperty("is_caller").GetBoolean().ShouldBeTrue();
        rows[1].GetProperty("scopes").GetRawText().ShouldBe("""["tools"]""");
        foreach (var secret in new[] { stage.Key.Secret, second.Secret, test.Secret, foreign.Secret })
        {
            reply.Body.ShouldNotContain(secret[18..]);
        }
    }

    [Fact]
    public async Task Revoked_Key_IsRefusedFromThenOn()
    {
        await using var stage = await ToolStage.StartAsync();
        var other = stage.Issue(KeyScopes.Default);

        var reply = await RevokeAsync(stage, other.Key);

        reply.Json.GetProperty("status").GetString().ShouldBe("revoked");
        (await stage.GetAsync("list_api_keys", other.Secret)).Code.ShouldBe("INVALID_API_KEY");
        ((int)(await RevokeAsync(stage, other.Key)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Key_ThatEndsItself_IsGone()
    {
        await using var stage = await ToolStage.StartAsync();
        var own = stage.Issue(KeyScopes.Tools);
        (await RevokeAsync(stage, own.Key, own.Secret)).Json.GetProperty("is_caller").GetBoolean().ShouldBeTrue();
        (await stage.GetAsync("ping", own.Secret)).Code.ShouldBe("INVALID_API_KEY");
    }

    [Fact]
    public async Task Key_ThatMayDoMore_CannotBeEndedByALesserOne()
    {
        await using var stage = await ToolStage.StartAsync();
        var worker = stage.Issue(KeyScopes.Default);

        var reply = await RevokeAsync(stage, stage.Key.Key, worker.Secret);

        reply.Code.ShouldBe("PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("wallet_buy");
        ((int)(await stage.GetAsync("list_api_keys")).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Key_OfSomebodyElse_DoesNotExist()
    {
        await using var stage = await ToolStage.StartAsync();
        var foreign = stage.Issue(of: stage.Server.Workspace());
        var test = stage.Issue(mode: KeyMode.Test);

        (await RevokeAsync(stage, foreign.Key)).Code.ShouldBe("NOT_FOUND");
        (await RevokeAsync(stage, test.Key)).Code.ShouldBe("NOT_FOUND");
        (await stage.PostAsync("revoke_api_key", """{"key_id":"key_x"}""")).Code.ShouldBe("NOT_FOUND");
        foreign.Key.Key.RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task RunKey_ThatListsKeys_SeesItselfAlone()
    {
        await using var stage = await ToolStage.StartAsync();
        var child = Mint(stage);

        var rows = (await stage.GetAsync("list_api_keys", child.Secret)).Json.GetProperty("api_keys").EnumerateArray().ToList();

        rows.Select(r => r.GetProperty("id").GetString()).ShouldBe([child.Key.Key.Id.ToString()]);
    }

    [Fact]
    public async Task RunKey_ThatEndsKeys_EndsItselfAlone()
    {
        await using var stage = await ToolStage.StartAsync();
        var child = Mint(stage);

        (await RevokeAsync(stage, stage.Key.Key, child.Secret)).Code.ShouldBe("NOT_FOUND");
        ((int)(await RevokeAsync(stage, child.Key, child.Secret)).Status).ShouldBe(200);
    }

    private static IssuedKey Mint(ToolStage stage) => stage.Server.Customers.Mint(stage.Key.Key, new ApiKey
    {
        Id = default, Workspace = default, Name = "run", PublicId = "", SecretHash = [], Mode = KeyMode.Live,
        Scopes = KeyScopes.Default | KeyScopes.WalletBuy, ExpiresAt = stage.Server.Time.GetUtcNow().AddHours(1), CreatedAt = default,
    }, 10)!;

    private static Task<Reply> RevokeAsync(ToolStage stage, TenantKey key, string? secret = null) =>
        stage.PostAsync("revoke_api_key", $$"""{"key_id":"{{key.Key.Id}}"}""", secret);
}
