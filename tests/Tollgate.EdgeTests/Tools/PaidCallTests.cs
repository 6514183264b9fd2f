using Microsoft.Extensions.DependencyInjection;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools;

public sealed class PaidCallTests
{
    private const string Employees = "list_linkedin_company_employees";
    private const string Ask = """{"domain":"acme.com","title_filters":"CEO"}""";

    [Fact]
    public async Task Calls_OfTools_AreSummedByToolApartFromModels()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.PostAsync("list_linkedin_company_employees", """{"domain":"a.com"}""");
        await stage.PostAsync("list_linkedin_company_employees", """{"domain":"b.com"}""");
        await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"c"}""");
        await stage.Server.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", stage.Key.Secret, """{"model":"nothing","messages":[{"role":"user","content":"x"}]}""");

        var sums = await stage.Server.ManageAsync(HttpMethod.Get, $"/workspaces/{stage.Tenant.Workspace.Id}/usage?group_by=tool,provider");

        sums.Json.GetProperty("data").EnumerateArray().Select(r => (
            r.GetProperty("tool").GetString(), r.GetProperty("provider").GetString(), r.GetProperty("calls").GetInt32(), r.GetProperty("errors").GetInt32()))
            .ShouldBe([
                (null, null, 1, 1), ("list_linkedin_company_employees", "socials", 2, 0), ("list_linkedin_company_employees_posts", "socials", 1, 1),
            ]);
    }

    [Fact]
    public async Task Call_ThatGoesWell_IsReservedWhileItRunsThenCharged()
    {
        await using var stage = await ToolStage.StartAsync();
        (long Balance, long Reserved) meanwhile = default;
        stage.Employees.Answer = (_, _) =>
        {
            meanwhile = (stage.Status.Balance, stage.Status.Reserved);
            return new(ToolAnswer.Ok(json => json.WriteNumber("total", 1)));
        };

        var reply = await stage.PostAsync(Employees, Ask);

        ((int)reply.Status).ShouldBe(200);
        reply.Body.ShouldBe("""{"total":1}""");
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("30");
        reply.Headers.ShouldContainKey("RateLimit");
        meanwhile.ShouldBe((70, 30));
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((70, 0));
        (await stage.TypesAsync()).ShouldBe(["commit", "reserve", "grant"]);
    }

    [Theory]
    [InlineData(ErrorCode.PROVIDER_ERROR, 502)]
    [InlineData(ErrorCode.PROVIDER_TIMEOUT, 504)]
    public async Task Call_ThatFails_IsRefundedAndSaysSo(ErrorCode code, int status)
    {
        await using var stage = await ToolStage.StartAsync();
        stage.Employees.Answer = (_, _) => new(ToolAnswer.Refuse(new Refusal(code, "The upstream failed.")));

        var reply = await stage.PostAsync(Employees, Ask);

        ((int)reply.Status).ShouldBe(status);
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBeNull();
        stage.Status.Balance.ShouldBe(100);
        var refund = (await stage.TransactionsAsync())[0];
        refund.GetProperty("type").GetString().ShouldBe("refund");
        refund.GetProperty("reason").GetString().ShouldBe(code.ToString());
        refund.GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
    }

    [Fact]
    public async Task Call_ThatBreaksByADefect_IsRefunded()
    {
        await using var stage = await ToolStage.StartAsync();
        stage.Employees.Answer = (_, _) => throw new InvalidOperationException("a bug");

        (await stage.PostAsync(Employees, Ask)).Code.ShouldBe("INTERNAL_ERROR");

        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
        (await stage.TypesAsync())[0].ShouldBe("refund");
    }

    [Fact]
    public async Task Call_ThatTakesTooLong_IsEndedAndRefunded()
    {
        await using var stage = await ToolStage.StartAsync();
        var running = new TaskCompletionSource();
        stage.Employees.Answer = async (_, cancelled) =>
        {
            running.SetResult();
            var end = new TaskCompletionSource();
            await using var registered = cancelled.Register(end.SetResult);
            await end.Task;
            throw new OperationCanceledException(cancelled);
        };

        var call = stage.PostAsync(Employees, Ask);
        await running.Task;
        stage.Server.Time.Advance(TimeSpan.FromSeconds(61));
        var reply = await call;

        reply.Code.ShouldBe("PROVIDER_TIMEOUT");
        reply.Error.GetProperty("timeout_seconds").GetInt32().ShouldBe(60);
        reply.Error.GetProperty("provider").GetString().ShouldBe("socials");
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_BeyondTheBalance_DoesNothingAndCarriesTheWholeRow()
    {
        await using var stage = await ToolStage.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            ((int)(await stage.PostAsync(Employees, Ask)).Status).ShouldBe(200);
        }

        var reply = await stage.PostAsync(Employees, Ask);

        ((int)reply.Status).ShouldBe(402);
        reply.Code.ShouldBe("INSUFFICIENT_TOKENS");
        reply.Error.GetProperty("tool").GetString().ShouldBe(Employees);
        reply.Error.GetProperty("cost_tokens").GetInt64().ShouldBe(30);
        reply.Error.GetProperty("balance_tokens").GetInt64().ShouldBe(10);
        reply.Error.GetProperty("shortfall_tokens").GetInt64().ShouldBe(20);
        reply.Error.GetProperty("top_up").GetRawText().ShouldBe("""{"tool":"buy_tokens","min_usd":5}""");
        reply.Header("x-should-retry").ShouldBe("false");
        stage.Employees.Runs.ShouldBe(3);
        stage.Status.Balance.ShouldBe(10);
        (await stage.TypesAsync()).Length.ShouldBe(7);
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 95)]
    public async Task Call_ThatFoundNothing_IsChargedUnlessItsToolSaysOtherwise(bool notFound, long left)
    {
        await using var stage = await ToolStage.StartAsync();
        stage.CompanyPosts.Answer = (_, _) => new(ToolAnswer.Ok(
            json => json.WriteString("status", "not_found"), notFound ? ToolOutcome.NotFound : ToolOutcome.Found));

        ((int)(await stage.PostAsync("list_linkedin_company_posts", """{"company":"x"}""")).Status).ShouldBe(200);

        stage.Status.Balance.ShouldBe(left);
    }

    [Theory]
    [InlineData("29", "INVALID_REQUEST", 100)]
    [InlineData("x", "INVALID_REQUEST", 100)]
    [InlineData("30", null, 70)]
    public async Task Limit_OfTheCaller_StopsADearerCall(string limit, string? code, long left)
    {
        await using var stage = await ToolStage.StartAsync();
        var reply = await stage.PostAsync(Employees, Ask, null, ("X-Tollgate-Max-Cost-Tokens", limit));
        reply.Code.ShouldBe(code);
        stage.Status.Balance.ShouldBe(left);
        if (code is not null)
        {
            reply.Param.ShouldBe("X-Tollgate-Max-Cost-Tokens");
        }
    }

    [Fact]
    public async Task Call_UnderAnIdempotencyKey_IsChargedOnceAndReplayed()
    {
        await using var stage = await ToolStage.StartAsync();

        var first = await stage.PostAsync(Employees, Ask, null, ("Idempotency-Key", "one"));
        var second = await stage.PostAsync(Employees, Ask, null, ("Idempotency-Key", "one"));

        second.Body.ShouldBe(first.Body);
        stage.Employees.Runs.ShouldBe(1);
        stage.Status.Balance.ShouldBe(70);
        (await stage.PostAsync(Employees, """{"domain":"b.com"}""", null, ("Idempotency-Key", "one"))).Code.ShouldBe("IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task Call_RefusedForTokens_FreesItsIdempotencyKey()
    {
        await using var stage = await ToolStage.StartAsync();
        ((int)(await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"x"}""")).Status).ShouldBe(200);
        (await stage.PostAsync(Employees, Ask, null, ("Idempotency-Key", "k"))).Code.ShouldBe("INSUFFICIENT_TOKENS");
        await stage.Server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(stage.Wallet, 1, 100, "test"));

        ((int)(await stage.PostAsync(Employees, Ask, null, ("Idempotency-Key", "k"))).Status).ShouldBe(200);
        stage.Status.Balance.ShouldBe(90);
    }

    [Fact]
    public async Task Call_OfAWorkspaceWithToolBudgets_CountsInUsdToo()
    {
        await using var stage = await ToolStage.StartAsync();
        stage.Server.Customers.Change(stage.Tenant, w => w with
        {
            Budget = new NanoUsd(NanoUsd.PerUsd / 2), Settings = w.Settings with { ToolBudgets = true },
        });

        var first = await stage.PostAsync(Employees, Ask);
        var second = await stage.PostAsync(Employees, Ask);

        ((int)first.Status).ShouldBe(200);
        second.Code.ShouldBe("BUDGET_EXCEEDED");
        second.Error.GetProperty("spent_usd").GetRawText().ShouldBe("0.3");
        second.Error.GetProperty("reserved_usd").GetRawText().ShouldBe("0");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((70, 0));
    }

    [Fact]
    public async Task Call_WhoseCallerLeftWhileItWaitedForATopUp_GivesItsBudgetsBack()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.Server.ManageAsync(
            HttpMethod.Put, $"/workspaces/{stage.Tenant.Workspace.Id}/wallet/card", """{"test_card":"4242424242424242"}""");
        await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"x"}""");
        await stage.PostAsync("set_auto_reload", """{"enabled":true,"threshold_tokens":1,"topup_usd":5}""");
        stage.Server.Customers.Change(stage.Tenant, w => w with
        {
            Budget = new NanoUsd(NanoUsd.PerUsd / 2), Settings = w.Settings with { ToolBudgets = true },
        });

        var answer = await stage.Server.Services.GetRequiredService<PaidCall>().RunAsync(
            stage.Employees, Call(stage), new CancellationToken(canceled: true));

        answer.Refusal!.Code.ShouldBe(ErrorCode.INSUFFICIENT_TOKENS);
        await Eventually.GetAsync(() => Task.FromResult(stage.Status.Balance), balance => balance == 520);
        ((int)(await stage.PostAsync(Employees, Ask)).Status).ShouldBe(200);
    }

    [Fact]
    public async Task Call_InTheLog_SaysWhoseItWasAndHowItEnded()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.PostAsync(Employees, Ask, null, ("X-Tollgate-Workflow-Tag", "sweep"));
        await stage.PostAsync(Employees, "{}");
        await stage.Server.Meter.FlushAsync();

        var rows = new MemoryCallLog(stage.Server.Ledger).List(new CallFilter { Workspace = stage.Tenant.Workspace.Id }, 10);

        rows.Select(r => (r.Route, r.Status, r.ErrorCode, r.WorkflowTag)).ShouldBe(
        [
            ("tools." + Employees, 400, "INVALID_REQUEST", null),
            ("tools." + Employees, 200, null, "sweep"),
        ]);
    }

    [Fact]
    public async Task Notes_OfACall_HoldNothingThatWasAskedFor()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.PostAsync(Employees, """{"domain":"acme-secret.com","page":3}""");
        await stage.Server.Meter.FlushAsync();

        var reserve = stage.Server.Ledger.Wallets.Transactions(stage.Wallet, Metering.Wallets.TransactionFilter.All, null, 10)
            .Single(t => t.Kind == Metering.Tokens.TransactionKind.Reserve);

        reserve.Reason.ShouldNotBeNull();
        reserve.Reason.ShouldNotContain("acme");
        var note = CallNote.Parse(reserve.Reason).ShouldNotBeNull();
        note.Given.ShouldBe(["domain", "page"]);
        note.Page.ShouldBe(3);
        note.Fingerprint.Length.ShouldBe(16);
        note.PriceVersion.ShouldBe("built-in/1");
    }

    [Fact]
    public void Note_OfBeforeThereWerePriceVersions_IsStillRead()
    {
        var note = CallNote.Parse("args=0011223344556677 given=domain page=0").ShouldNotBeNull();

        (note.Fingerprint, note.PriceVersion).ShouldBe(("0011223344556677", null));
        CallNote.Parse("args=0011223344556677 given=domain page=0 else=1").ShouldBeNull();
        CallNote.Parse("args=0011223344556677 given=domain page=0 parent=req_1").ShouldBeNull();
        var full = CallNote.Parse((note with { PriceVersion = "my tools%20.json/00ff", Parent = new Id<RequestKind>(9) }).ToString()).ShouldNotBeNull();
        (full.PriceVersion, full.Parent).ShouldBe(("my tools%20.json/00ff", new Id<RequestKind>(9)));
    }

    private static ToolCall Call(ToolStage stage) => new()
    {
        Definition = stage.Employees.Definition,
        Arguments = Arguments.None,
        Known = [],
        Key = stage.Key.Key,
        RequestId = new Id<RequestKind>(77),
        AtMs = stage.Server.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        StartedTimestamp = stage.Server.Time.GetTimestamp(),
    };
}
