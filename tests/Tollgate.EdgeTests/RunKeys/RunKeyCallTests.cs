using System.Net;
using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.RunKeys;

/// <summary>Calls of run keys through the whole walk. A call costs 13,000 nano-USD.</summary>
public sealed class RunKeyCallTests
{
    [Fact]
    public async Task Call_OfARunKey_CountsOnItOnItsParentItsProjectAndItsWorkspace()
    {
        await using var stage = await CallStage.StartAsync();
        var project = stage.Customers.Create(stage.Tenant, new Project { Id = default, Workspace = default, Slug = "p", Name = "p", CreatedAt = default })!;
        var parent = Minter(stage, project.Project.Id);
        var child = await MintAsync(stage, parent);
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        (await stage.CallAsync(CallStage.Ask, child.Secret)).Status.ShouldBe(HttpStatusCode.OK);

        foreach (var line in new[] { child.Key.Line, parent.Key.Line, project.Live, stage.Tenant.Book.Live })
        {
            stage.Meter.Status(stage.Tenant.Book, line).Spent.ShouldBe(13_000);
        }

        (await stage.RowAsync()).Key.ShouldBe(child.Key.Key.Id);
        var seen = await SendAsync(stage, HttpMethod.Get, $"/v1/keys/{child.Key.Key.Id}", parent.Secret);
        seen.Json.GetProperty("spent_usd").GetRawText().ShouldBe("0.000013");
    }

    [Fact]
    public async Task Call_BeyondItsCap_NamesTheRunKeyAndBeyondItsParentsTheParent()
    {
        await using var stage = await CallStage.StartAsync();
        var parent = Minter(stage);
        var child = await MintAsync(stage, parent);
        stage.Customers.Change(child.Key, k => k with { Budget = new NanoUsd(1) });
        var own = await stage.CallAsync(CallStage.Ask, child.Secret);
        own.Code.ShouldBe("KEY_BUDGET_EXCEEDED");
        own.Error.GetProperty("key_id").GetString().ShouldBe(child.Key.Key.Id.ToString());
        own.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();

        stage.Customers.Change(child.Key, k => k with { Budget = new NanoUsd(NanoUsd.PerUsd) });
        stage.Customers.Change(parent.Key, k => k with { Budget = new NanoUsd(1) });
        var above = await stage.CallAsync(CallStage.Ask, child.Secret);
        above.Code.ShouldBe("KEY_BUDGET_EXCEEDED");
        above.Error.GetProperty("key_id").GetString().ShouldBe(parent.Key.Key.Id.ToString());
        above.Error.GetProperty("budget_usd").GetRawText().ShouldBe("0.000000001");
    }

    [Fact]
    public async Task Cap_OfARunKey_IsOneForItsWholeLifeWhateverWindowsBegin()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Customers.Change(stage.Tenant, w => w with { Period = BudgetPeriod.Day });
        var parent = Minter(stage);
        var child = await MintAsync(stage, parent, """{"budget_usd":1,"expires_in_seconds":864000}""");
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        await stage.CallAsync(CallStage.Ask, child.Secret);
        stage.Time.Advance(TimeSpan.FromDays(5));
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        await stage.CallAsync(CallStage.Ask, child.Secret);

        stage.Meter.Status(stage.Tenant.Book, child.Key.Line).Spent.ShouldBe(26_000);
        stage.Meter.Status(stage.Tenant.Book, parent.Key.Line).Spent.ShouldBe(13_000);
    }

    [Fact]
    public async Task Cap_OfARunKeyWhoseEndWasBroughtForward_KeepsWhatWasSpent()
    {
        await using var stage = await CallStage.StartAsync();
        var child = await MintAsync(stage, Minter(stage));
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        await stage.CallAsync(CallStage.Ask, child.Secret);
        var path = $"/manage/v1/workspaces/{stage.Tenant.Workspace.Id}";
        var end = stage.Time.GetUtcNow().AddMinutes(5);
        (await SendAsync(stage, HttpMethod.Patch, $"{path}/keys/{child.Key.Key.Id}", "a", $$"""{"expires_at":"{{end:O}}"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        var rows = (await SendAsync(stage, HttpMethod.Get, path + "/budgets", "a")).Json.GetProperty("data");
        rows.GetArrayLength().ShouldBe(1);
        rows[0].GetProperty("id").GetString().ShouldBe(child.Key.Key.Id.ToString());
        rows[0].GetProperty("spent_usd").GetRawText().ShouldBe("0.000013");

        stage.Time.Advance(TimeSpan.FromMinutes(5));
        (await stage.CallAsync(CallStage.Ask, child.Secret)).Code.ShouldBe("API_KEY_EXPIRED");
        (await SendAsync(stage, HttpMethod.Get, path + "/budgets", "a")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task TopUp_OfARunKey_CountsForItsLife()
    {
        await using var stage = await CallStage.StartAsync();
        var child = await MintAsync(stage, Minter(stage), """{"budget_usd":0.000000001,"expires_in_seconds":2678400}""");
        (await stage.CallAsync(CallStage.Ask, child.Secret)).Code.ShouldBe("KEY_BUDGET_EXCEEDED");
        var path = $"/manage/v1/workspaces/{stage.Tenant.Workspace.Id}/budgets/key/{child.Key.Key.Id}/top-ups";
        (await SendAsync(stage, HttpMethod.Post, path, "a", """{"amount_usd":1}""")).Status.ShouldBe(HttpStatusCode.Created);
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        (await stage.CallAsync(CallStage.Ask, child.Secret)).Status.ShouldBe(HttpStatusCode.OK);
        stage.Time.Advance(TimeSpan.FromDays(30));
        (await stage.CallAsync(CallStage.Ask, child.Secret)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task DailyBudget_AtMidnightInItsZone_BeginsAnew()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Time.SetWallClock(new DateTimeOffset(2026, 3, 28, 22, 0, 0, TimeSpan.Zero));
        var berlin = stage.Customers.Create(new Workspace
        {
            Id = default, Name = "daily", Plan = Plan.SelfHosted, CreatedAt = default, Budget = new NanoUsd(300_000), Period = BudgetPeriod.Day,
            TimeZone = "Europe/Berlin",
        });
        stage.Furnish(berlin);
        var key = stage.Customers.Create(berlin, CallStage.Draft());
        stage.Upstream.ReplyPlain(FakeReplies.Completion(100, 90));
        (await stage.CallAsync(CallStage.Ask, key.Secret)).Status.ShouldBe(HttpStatusCode.OK);
        var spent = await stage.CallAsync(CallStage.Ask, key.Secret);
        spent.Code.ShouldBe("BUDGET_EXCEEDED");
        spent.Error.GetProperty("resets_at").GetString().ShouldBe("2026-03-28T23:00:00Z");

        // One minute before midnight, then midnight itself; this day has only 23 hours.
        stage.Time.Advance(TimeSpan.FromMinutes(59));
        (await stage.CallAsync(CallStage.Ask, key.Secret)).Code.ShouldBe("BUDGET_EXCEEDED");
        stage.Time.Advance(TimeSpan.FromMinutes(1));
        stage.Upstream.ReplyPlain(FakeReplies.Completion(100, 90));
        (await stage.CallAsync(CallStage.Ask, key.Secret)).Status.ShouldBe(HttpStatusCode.OK);
        (await stage.CallAsync(CallStage.Ask, key.Secret)).Error.GetProperty("resets_at").GetString().ShouldBe("2026-03-29T22:00:00Z");
    }

    private static IssuedKey Minter(CallStage stage, Id<ProjectKind>? project = null) =>
        stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Scopes = KeyScopes.Default | KeyScopes.Mint, Project = project });

    private static async Task<IssuedKey> MintAsync(CallStage stage, IssuedKey parent, string body = """{"budget_usd":1}""")
    {
        var made = await SendAsync(stage, HttpMethod.Post, "/v1/keys", parent.Secret, body);
        made.Status.ShouldBe(HttpStatusCode.Created);
        return new IssuedKey(parent.Key.Children[^1], made.Json.GetProperty("secret").GetString()!);
    }

    private static async Task<Reply> SendAsync(CallStage stage, HttpMethod method, string path, string bearer, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await stage.Http.SendAsync(request);
        return new Reply(response.StatusCode, [], await response.Content.ReadAsStringAsync());
    }
}
