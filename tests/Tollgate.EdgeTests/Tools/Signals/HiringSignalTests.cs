using Tollgate.EdgeTests.Tools.Mcp;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Tools.Signals;

public sealed class HiringSignalTests
{
    private const string Role = "signal_hiring_role";
    private const string Ask = """{"domain":"acme.com","job_title_filters":"(CEO OR CTO OR Founder) NOT intern"}""";

    private const string Answer =
        """{"domain":"acme.com","is_detected":true,"total_jobs":4,"matching_jobs_count":1,"matching_jobs":[{"id":"3","title":"Chief Technology Officer (CTO)","url":"https://job-boards.greenhouse.io/acme/jobs/3","location":"Berlin, Germany","posted_at":"2026-01-12T08:00:00Z"}]}""";

    [Fact]
    public async Task Role_ThatABoardHas_IsToldAndCharged()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Role, Ask);

        reply.Body.ShouldBe(Answer);
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("5");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Role_OverMcp_AnswersTheSame()
    {
        await using var stage = await McpStage.StartAsync();
        stage.Tools.Server.Web.Answer(SignalStage.Board, FakeBoards.Greenhouse(
            new FakeJob("1", "Cook", "2026-01-01T00:00:00Z"), new FakeJob("2", "Cook", "2026-01-01T00:00:00Z"), new FakeJob("4", "Cook", "2026-01-01T00:00:00Z"),
            new FakeJob("3", "Chief Technology Officer (CTO)", "2026-01-12T08:00:00Z")));

        var result = await stage.CallAsync(Role, Ask);

        result.GetProperty("structuredContent").GetRawText().ShouldBe(Answer);
        result.GetProperty("_meta").GetProperty("tollgate/charged_tokens").GetInt64().ShouldBe(5);
    }

    [Theory]
    [InlineData("signal_hiring_support", "")]
    [InlineData("signal_hiring_sales_rep", "Account Executive")]
    [InlineData("signal_hiring_sales_leadership", "Head of Sales")]
    [InlineData("signal_hiring_sales_rep_repost", "")]
    public async Task Detector_OfAKindOfPosition_ListsThese(string tool, string titles)
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = (await stage.PostAsync(tool, """{"company":"https://www.Acme.com/"}""")).Json;

        reply.GetProperty("domain").GetString().ShouldBe("acme.com");
        reply.GetProperty("is_detected").GetBoolean().ShouldBe(titles.Length > 0);
        reply.GetProperty("total_jobs").GetInt32().ShouldBe(4);
        string.Join(',', reply.GetProperty("matching_jobs").EnumerateArray().Select(j => j.GetProperty("title").GetString())).ShouldBe(titles);
    }

    [Fact]
    public async Task Company_WithoutABoard_IsNotFoundAndCharged()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync("signal_hiring_support", """{"domain":"nobody.com"}""");

        reply.Body.ShouldBe("""{"domain":"nobody.com","is_detected":false,"status":"not_found","total_jobs":0,"matching_jobs_count":0,"matching_jobs":[]}""");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Board_ThatThePageOfPositionsLinksTo_GoesBeforeTheCompanysName()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Lead("https://acme.com/careers", "https://www.acme.com/careers")
            .Answer("https://www.acme.com/careers", "<a href=\"https://jobs.lever.co/acme-rockets/1\">Join</a>", 200, "text/html")
            .Answer(
                "https://api.lever.co/v0/postings/acme-rockets?mode=json&skip=0&limit=100",
                FakeBoards.Lever(new FakeJob("r", "Account Executive", "2026-01-02T03:04:05Z")));

        var reply = (await stage.PostAsync("signal_hiring_sales_rep", """{"domain":"acme.com"}""")).Json;

        reply.GetProperty("matching_jobs")[0].GetProperty("url").GetString().ShouldBe("https://jobs.lever.co/acme/r");
        stage.Web.Asked.ShouldNotContain(SignalStage.Board);
    }

    [Fact]
    public async Task Board_WhoseJobsStandOnTheCompanysPages_GoesBeforeANamesake()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Answer("https://api.ashbyhq.com/posting-api/job-board/acme", FakeBoards.Ashby(
            new FakeJob("own", "Account Executive", "2026-01-02T03:04:05Z") { Host = "careers.acme.com" }));

        var reply = (await stage.PostAsync("signal_hiring_sales_rep", """{"domain":"acme.com"}""")).Json;

        reply.GetProperty("matching_jobs")[0].GetProperty("id").GetString().ShouldBe("own");
    }

    [Fact]
    public async Task Board_ThatFails_IsRefundedAndSaysSo()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Answer(SignalStage.Board, "oops", 500);

        var reply = await stage.PostAsync("signal_hiring_support", """{"domain":"acme.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider").GetString().ShouldBe("greenhouse");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(500);
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
        (await stage.Tools.TypesAsync())[0].ShouldBe("refund");
    }

    [Fact]
    public async Task Board_ThatHangs_IsGivenUpAndRefunded()
    {
        await using var stage = await SignalStage.StartAsync();
        var asked = stage.Web.Hang(SignalStage.Board);

        var call = stage.PostAsync("signal_hiring_support", """{"domain":"acme.com"}""");
        await asked;
        stage.Status.Reserved.ShouldBe(5);
        stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(11));
        var reply = await call;

        reply.Code.ShouldBe("PROVIDER_TIMEOUT");
        reply.Error.GetProperty("provider").GetString().ShouldBe("greenhouse");
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("""{"domain":"localhost","job_title_filters":"CEO"}""", "domain")]
    [InlineData("""{"domain":"169.254.169.254","job_title_filters":"CEO"}""", "domain")]
    [InlineData("""{"domain":"acme.com:22","job_title_filters":"CEO"}""", "domain")]
    [InlineData("""{"domain":"acme.com","job_title_filters":"CEO OR"}""", "job_title_filters")]
    [InlineData("""{"domain":"acme.com","job_title_filters":7}""", "job_title_filters")]
    [InlineData("""{"domain":"acme.com"}""", "job_title_filters")]
    [InlineData("""{"job_title_filters":"CEO"}""", "domain")]
    [InlineData("""{"domain":"acme.com","company":"acme.com","job_title_filters":"CEO"}""", "company")]
    public async Task Arguments_ThatDoNotFit_AreRefusedBeforeAnythingIsPaid(string arguments, string param)
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Role, arguments);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        stage.Web.Asked.ShouldBeEmpty();
        (await stage.Tools.TypesAsync()).ShouldBe(["grant"]);
    }

    [Fact]
    public async Task Board_AskedAgainSoon_IsReadOnceForEachWallet()
    {
        await using var stage = await SignalStage.StartAsync();
        var other = stage.Tools.Issue(of: stage.Tools.Server.Workspace());
        await stage.PostAsync(Role, Ask);
        var first = stage.Web.Asked.Count;

        await stage.PostAsync("signal_hiring_support", """{"domain":"ACME.com"}""");
        stage.Web.Asked.Count.ShouldBe(first);
        await stage.Tools.PostAsync(Role, Ask, other.Secret);
        stage.Web.Asked.Count.ShouldBe(2 * first);
        stage.Tools.Server.Time.Advance(TimeSpan.FromMinutes(10));
        await stage.PostAsync(Role, Ask);

        stage.Web.Asked.Count.ShouldBe(3 * first);
        stage.Status.Balance.ShouldBe(85);
    }
}
