using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Manage;

public sealed class TopUpTests
{
    [Fact]
    public async Task Budget_ToppedUp_IsHigherAtOnceInBothModesAndOnlyInThisWindow()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        var path = $"/workspaces/{tenant.Workspace.Id}/budgets";
        var made = await server.ManageAsync(HttpMethod.Post, $"{path}/workspace/{tenant.Workspace.Id}/top-ups", """{"amount_usd":0.5}""");
        ((int)made.Status).ShouldBe(201);
        made.Json.GetProperty("budget_usd").GetRawText().ShouldBe("2.5");
        made.Json.GetProperty("top_up_usd").GetRawText().ShouldBe("0.5");
        await server.ManageAsync(HttpMethod.Post, $"{path}/workspace/{tenant.Workspace.Id}/top-ups", """{"amount_usd":0.25}""");
        foreach (var mode in new[] { "live", "test" })
        {
            var row = (await server.ManageAsync(HttpMethod.Get, $"{path}?mode={mode}")).Json.GetProperty("data")[0];
            row.GetProperty("budget_usd").GetRawText().ShouldBe("2.75");
            row.GetProperty("top_up_usd").GetRawText().ShouldBe("0.75");
        }

        server.Time.Advance(TimeSpan.FromDays(1));
        var next = (await server.ManageAsync(HttpMethod.Get, path)).Json.GetProperty("data")[0];
        next.GetProperty("budget_usd").GetRawText().ShouldBe("2");
        next.GetProperty("top_up_usd").GetRawText().ShouldBe("0");
    }

    [Fact]
    public async Task TopUp_OfAProjectAndOfAKey_CountsThere()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        var project = server.Customers.Create(tenant, new Project
        {
            Id = default, Workspace = default, Slug = "", Name = "p", CreatedAt = default, Budget = new NanoUsd(NanoUsd.PerUsd),
        })!;
        var key = server.Key(tenant).Key;
        server.Customers.Change(key, k => k with { Budget = new NanoUsd(NanoUsd.PerUsd) });
        foreach (var (scope, id) in new[] { ("project", project.Project.Id.ToString()), ("key", key.Key.Id.ToString()) })
        {
            var made = await server.ManageAsync(
                HttpMethod.Post, $"/workspaces/{tenant.Workspace.Id}/budgets/{scope}/{id}/top-ups", """{"amount_usd":3}""");
            made.Json.GetProperty("scope").GetString().ShouldBe(scope);
            made.Json.GetProperty("budget_usd").GetRawText().ShouldBe("4");
        }

        server.Meter.Status(tenant.Book, project.Test).Limit.ShouldBe(4 * NanoUsd.PerUsd);
    }

    [Theory]
    [InlineData("""{}""", "amount_usd")]
    [InlineData("""{"amount_usd":0}""", "amount_usd")]
    [InlineData("""{"amount_usd":-1}""", "amount_usd")]
    [InlineData("""{"amount_usd":null}""", "amount_usd")]
    [InlineData("""{"amount_usd":1e-10}""", "amount_usd")]
    [InlineData("""{"amount_usd":1,"window":"next"}""", "window")]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        var reply = await server.ManageAsync(
            HttpMethod.Post, $"/workspaces/{tenant.Workspace.Id}/budgets/workspace/{tenant.Workspace.Id}/top-ups", body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Fact]
    public async Task TopUp_WithoutABudget_IsRefusedAndBeyondWhatCanBeToo()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        var key = server.Key(tenant).Key.Key.Id;
        (await server.ManageAsync(HttpMethod.Post, $"/workspaces/{tenant.Workspace.Id}/budgets/key/{key}/top-ups", """{"amount_usd":1}"""))
            .Code.ShouldBe("INVALID_REQUEST");

        var path = $"/workspaces/{tenant.Workspace.Id}/budgets/workspace/{tenant.Workspace.Id}/top-ups";
        ((int)(await server.ManageAsync(HttpMethod.Post, path, """{"amount_usd":1000000000}""")).Status).ShouldBe(201);
        (await server.ManageAsync(HttpMethod.Post, path, """{"amount_usd":0.000000001}""")).Param.ShouldBe("amount_usd");
    }

    [Fact]
    public async Task TopUp_OfWhatIsNotThere_IsNotFound()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        var other = Budgeted(server);
        foreach (var path in new[]
        {
            $"workspace/{other.Workspace.Id}", $"key/{server.Key(other).Key.Key.Id}", "project/prj_0000000000000000000001", "team/x",
        })
        {
            (await server.ManageAsync(HttpMethod.Post, $"/workspaces/{tenant.Workspace.Id}/budgets/{path}/top-ups", """{"amount_usd":1}"""))
                .Code.ShouldBe("NOT_FOUND");
        }
    }

    [Fact]
    public void TopUps_AfterARestart_CountInTheirWindowAgain()
    {
        var (store, time) = (new MemoryCustomerStore(), new ManualTime());
        using var chance = new SeededBytes(1);
        var ids = new IdSource(time, new Random(1));
        var first = new CustomerDirectory(store, time, ids, chance);
        var tenant = first.Create(new Workspace
        {
            Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default, Budget = new NanoUsd(NanoUsd.PerUsd),
        });
        var window = BudgetWindow.At(time.GetUtcNow().ToUnixTimeMilliseconds(), BudgetPeriod.Month, TimeZoneInfo.Utc);
        var lines = tenant.LinesOf(tenant.Book.Live.Scope, tenant.Book.Live.Owner);
        first.TopUps.Give(tenant.Workspace.Id, lines, window, new NanoUsd(5)).ShouldBeTrue();
        first.TopUps.Give(tenant.Workspace.Id, lines, window, new NanoUsd(2)).ShouldBeTrue();

        var again = new CustomerDirectory(store, time, ids, chance).Find(tenant.Workspace.Id)!;
        again.Book.Live.TopUp.ShouldBe(new Metering.Ledger.TopUp(window, 7));
        again.Book.Test.TopUp.ShouldBe(new Metering.Ledger.TopUp(window, 7));
        time.Advance(TimeSpan.FromDays(32));
        new CustomerDirectory(store, time, ids, chance).Find(tenant.Workspace.Id)!.Book.Live.TopUp.ShouldBeNull();
    }

    [Fact]
    public async Task TopUp_ThatTheStoreDoesNotTake_IsNotInForce()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = Budgeted(server);
        server.CustomerStore.Failure = new Metering.Ledger.LedgerStoreException("no disk");
        var reply = await server.ManageAsync(
            HttpMethod.Post, $"/workspaces/{tenant.Workspace.Id}/budgets/workspace/{tenant.Workspace.Id}/top-ups", """{"amount_usd":1}""");
        reply.Code.ShouldBe("SERVICE_DEGRADED");
        tenant.Book.Live.TopUp.ShouldBeNull();
    }

    private static Tenant Budgeted(EdgeServer server) => server.Customers.Create(new Workspace
    {
        Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default, Budget = new NanoUsd(2 * NanoUsd.PerUsd), Period = BudgetPeriod.Day,
    });
}
