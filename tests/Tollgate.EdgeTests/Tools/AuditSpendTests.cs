using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools;

public sealed class AuditSpendTests
{
    private const string Employees = "list_linkedin_company_employees";
    private const string Dear = "list_linkedin_company_employees_posts";

    [Fact]
    public async Task Audit_OfAWalletWithoutWaste_FindsNothing()
    {
        await using var stage = await RichAsync();
        await stage.PostAsync(Employees, """{"domain":"a.com","title_filters":"CEO"}""");
        await stage.PostAsync(Employees, """{"domain":"b.com","title_filters":"CEO"}""");

        var audit = (await stage.GetAsync("audit_spend")).Json;

        audit.GetProperty("findings").GetArrayLength().ShouldBe(0);
        audit.GetProperty("calls").GetInt32().ShouldBe(2);
        audit.GetProperty("tokens_spent").GetInt64().ShouldBe(60);
        audit.GetProperty("complete").GetBoolean().ShouldBeTrue();
        audit.GetProperty("by_tool")[0].GetRawText().ShouldBe("""{"tool":"list_linkedin_company_employees","calls":2,"tokens_spent":60}""");
    }

    [Fact]
    public async Task Audit_UpToTheFirstMoments_BeginsNoEarlier()
    {
        await using var stage = await RichAsync();

        (await stage.GetAsync("audit_spend?to=0001-01-03T00:00:00Z")).Json.GetProperty("from").GetString().ShouldBe("0001-01-01T00:00:00Z");
        (await stage.GetAsync("audit_spend?to=0001-01-01T00:00:00Z")).Param.ShouldBe("from");
    }

    [Fact]
    public async Task RetryLoop_OnFailures_IsFound()
    {
        await using var stage = await RichAsync();
        Fail(stage.Employees);
        for (var i = 0; i < 3; i++)
        {
            await stage.PostAsync(Employees, """{"domain":"a.com","title_filters":"x"}""");
        }

        var finding = await FindAsync(stage, "retry_loop_on_failure");

        finding.GetProperty("calls").GetInt32().ShouldBe(3);
        finding.GetProperty("tokens_lost").GetInt64().ShouldBe(0);
        finding.GetProperty("cheaper_way").GetString()!.ShouldContain("Idempotency-Key");
        finding.GetProperty("examples").GetArrayLength().ShouldBe(3);
        finding.GetProperty("examples")[0].GetProperty("request_id").GetString().ShouldStartWith("req_");
    }

    [Fact]
    public async Task Sweep_WithADearTool_IsFoundWithTheCheaperOne()
    {
        await using var stage = await RichAsync();
        for (var i = 0; i < 5; i++)
        {
            await stage.PostAsync(Dear, $$"""{"company":"c{{i}}"}""");
        }

        var finding = await FindAsync(stage, "dear_tool_in_a_sweep");

        finding.GetProperty("calls").GetInt32().ShouldBe(5);
        finding.GetProperty("tokens_lost").GetInt64().ShouldBe(5 * (80 - 5));
        finding.GetProperty("cheaper_way").GetString()!.ShouldContain("list_linkedin_company_posts (5 tokens)");
    }

    [Fact]
    public async Task List_WithoutItsFilter_IsFound()
    {
        await using var stage = await RichAsync();
        await stage.PostAsync(Employees, """{"domain":"a.com"}""");

        var finding = await FindAsync(stage, "list_without_filter");

        finding.GetProperty("tokens_lost").GetInt64().ShouldBe(30);
        finding.GetProperty("cheaper_way").GetString()!.ShouldContain("title_filters");
    }

    [Fact]
    public async Task SameArguments_WithinADay_AreFoundAndLaterOnesNot()
    {
        await using var stage = await RichAsync();
        await stage.PostAsync(Employees, """{"domain":"a.com","title_filters":"x"}""");
        await stage.PostAsync(Employees, """{"title_filters":"X","company":"A.com"}""");
        stage.Server.Time.Advance(TimeSpan.FromHours(25));
        await stage.PostAsync(Employees, """{"domain":"a.com","title_filters":"x"}""");

        var finding = await FindAsync(stage, "same_arguments_within_a_day");

        finding.GetProperty("calls").GetInt32().ShouldBe(1);
        finding.GetProperty("tokens_lost").GetInt64().ShouldBe(30);
    }

    [Fact]
    public async Task NotFound_AskedForAgain_IsFoundOnce()
    {
        await using var stage = await RichAsync();
        stage.Employees.Answer = (_, _) => new(ToolAnswer.Ok(json => json.WriteString("status", "not_found"), ToolOutcome.NotFound));
        for (var i = 0; i < 3; i++)
        {
            await stage.PostAsync(Employees, """{"domain":"gone.com","title_filters":"x"}""");
            stage.Server.Time.Advance(TimeSpan.FromDays(2));
        }

        (await FindAsync(stage, "not_found_again")).GetProperty("tokens_lost").GetInt64().ShouldBe(60);
        (await PatternsAsync(stage)).ShouldBe(["not_found_again"]);
    }

    [Fact]
    public async Task Pages_PastTheEnd_AreFound()
    {
        await using var stage = await RichAsync();
        stage.Employees.Answer = (call, _) => new(ToolAnswer.Ok(
            _ => { }, call.Arguments.Whole("page") > 1 ? ToolOutcome.Empty : ToolOutcome.Found));
        for (var page = 1; page < 4; page++)
        {
            await stage.PostAsync(Employees, $$"""{"domain":"a.com","title_filters":"x","page":{{page}}}""");
        }

        var finding = await FindAsync(stage, "paging_past_the_end");

        finding.GetProperty("calls").GetInt32().ShouldBe(2);
        finding.GetProperty("tokens_lost").GetInt64().ShouldBe(60);
    }

    [Fact]
    public async Task Refunds_InARow_AreFound()
    {
        await using var stage = await RichAsync();
        Fail(stage.Employees);
        for (var i = 0; i < 5; i++)
        {
            await stage.PostAsync(Employees, $$"""{"domain":"c{{i}}.com","title_filters":"x"}""");
        }

        (await FindAsync(stage, "refunded_in_a_row")).GetProperty("calls").GetInt32().ShouldBe(5);
        (await PatternsAsync(stage)).ShouldBe(["refunded_in_a_row"]);
    }

    [Fact]
    public async Task Refusals_ForTokens_AreFound()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.PostAsync(Dear, """{"company":"a"}""");
        await stage.PostAsync(Dear, """{"company":"b"}""");
        await stage.PostAsync(Dear, """{"company":"b"}""");

        var finding = await FindAsync(stage, "refused_for_tokens");

        finding.GetProperty("calls").GetInt32().ShouldBe(2);
        finding.GetProperty("examples")[0].GetProperty("tool").GetString().ShouldBe(Dear);
    }

    [Fact]
    public async Task Audit_OfATime_LooksAtThatAlone()
    {
        await using var stage = await RichAsync();
        await stage.PostAsync(Employees, """{"domain":"a.com"}""");
        stage.Server.Time.Advance(TimeSpan.FromDays(3));

        (await stage.PostAsync("audit_spend", """{"from":"2026-01-16T00:00:00Z"}""")).Json.GetProperty("calls").GetInt32().ShouldBe(0);
        (await stage.PostAsync("audit_spend", """{"to":"2026-01-16T00:00:00Z"}""")).Json.GetProperty("calls").GetInt32().ShouldBe(1);
        (await stage.PostAsync("audit_spend", """{"from":"2026-01-16T00:00:00Z","to":"2026-01-15T00:00:00Z"}""")).Param.ShouldBe("from");
        (await stage.PostAsync("audit_spend", """{"from":"yesterday"}""")).Param.ShouldBe("from");
    }

    private static void Fail(ProbeTool tool) => tool.Answer = (_, _) => new(ToolAnswer.Refuse(
        new Refusal(ErrorCode.PROVIDER_ERROR, "The upstream failed.")));

    private static async Task<ToolStage> RichAsync()
    {
        var stage = await ToolStage.StartAsync();
        await stage.Server.Meter.Wallets.MoveAsync(WalletMove.Grant(stage.Wallet, 9, 10_000, "test"));
        return stage;
    }

    private static async Task<JsonElement> FindAsync(ToolStage stage, string pattern) =>
        (await stage.GetAsync("audit_spend")).Json.GetProperty("findings").EnumerateArray()
            .Single(f => f.GetProperty("pattern").GetString() == pattern);

    private static async Task<string[]> PatternsAsync(ToolStage stage) =>
        [.. (await stage.GetAsync("audit_spend")).Json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("pattern").GetString()!)];
}
