using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Testing;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Web;

namespace Tollgate.UnitTests.Tools.JobBoards;

public sealed class JobBoardTests
{
    private const string GreenhouseJobs = "https://boards-api.greenhouse.io/v1/boards/acme/jobs";
    private const string LeverPostings = "https://api.lever.co/v0/postings/acme?mode=json&skip=0&limit=100";
    private const string AshbyJobs = "https://api.ashbyhq.com/posting-api/job-board/acme";

    private readonly FakeWeb _web = new();
    private readonly ManualTime _time = new();
    private readonly BoardPages _pages;

    public JobBoardTests() => _pages = new BoardPages(new WebReader(_web, _time, anyPort: false), NullLogger<BoardPages>.Instance);

    private GreenhouseBoard Greenhouse => new(JobBoardSettings.UsualGreenhouse, _pages);

    private LeverBoard Lever => new("lever", JobBoardSettings.UsualLever, ["jobs.lever.co/"], _pages);

    private AshbyBoard Ashby => new(JobBoardSettings.UsualAshby, _pages);

    [Fact]
    public async Task Greenhouse_InItsFormat_IsRead()
    {
        _web.Answer(GreenhouseJobs, FakeBoards.Greenhouse(new FakeJob("127817", "Vault Designer", "2025-12-01T09:30:00-05:00", "2026-01-14T10:55:28-05:00")));

        var reading = await Greenhouse.ReadAsync("acme", CancellationToken.None);

        reading.State.ShouldBe(BoardState.Found);
        reading.Jobs.ShouldBe(
        [
            new BoardJob(
                "127817", "Vault Designer", "https://job-boards.greenhouse.io/acme/jobs/127817", "Berlin, Germany",
                new DateTimeOffset(2025, 12, 1, 14, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 14, 15, 55, 28, TimeSpan.Zero)),
        ]);
    }

    [Fact]
    public async Task Greenhouse_OfAnOlderBoard_TakesTheLastChangeForTheDate()
    {
        _web.Answer(GreenhouseJobs, """{"jobs":[{"id":1,"title":"Cook","updated_at":"2026-01-14T10:00:00Z","location":null}]}""");

        var job = (await Greenhouse.ReadAsync("acme", CancellationToken.None)).Jobs.Single();

        job.PostedAt.ShouldBe(new DateTimeOffset(2026, 1, 14, 10, 0, 0, TimeSpan.Zero));
        (job.Url, job.Location).ShouldBe((null, null));
    }

    [Fact]
    public async Task Lever_InItsFormat_IsRead()
    {
        _web.Answer(LeverPostings, FakeBoards.Lever(new FakeJob("5ac21346", "Account Executive", "2026-01-02T03:04:05Z")));

        var reading = await Lever.ReadAsync("acme", CancellationToken.None);

        reading.Jobs.ShouldBe(
        [
            new BoardJob(
                "5ac21346", "Account Executive", "https://jobs.lever.co/acme/5ac21346", "Berlin, Germany",
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null),
        ]);
    }

    [Fact]
    public async Task Lever_WithMoreThanAHundred_IsReadPageByPage()
    {
        _web.Answer(LeverPostings, FakeBoards.Lever([.. Enumerable.Range(0, 100).Select(i => new FakeJob($"a{i}", "Cook", "2026-01-01T00:00:00Z"))]));
        _web.Answer(LeverPostings.Replace("skip=0", "skip=100", StringComparison.Ordinal), FakeBoards.Lever(new FakeJob("b", "Cook", "2026-01-01T00:00:00Z")));

        (await Lever.ReadAsync("acme", CancellationToken.None)).Jobs.Count.ShouldBe(101);
        _web.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ashby_InItsFormat_IsReadButForWhatIsNotListed()
    {
        var hidden = FakeBoards.Ashby(new FakeJob("9", "Secret Agent", "2026-01-01T00:00:00Z")).Replace("\"isListed\":true", "\"isListed\":false", StringComparison.Ordinal);
        var both = FakeBoards.Ashby(new FakeJob("57ecd675", "FP&A Manager", "2021-04-30T16:21:55.393+00:00"));
        _web.Answer(AshbyJobs, both[..^2] + "," + hidden["""{"apiVersion":"1","jobs":[""".Length..]);

        var reading = await Ashby.ReadAsync("acme", CancellationToken.None);

        reading.Jobs.ShouldBe(
        [
            new BoardJob(
                "57ecd675", "FP&A Manager", "https://jobs.ashbyhq.com/acme/57ecd675", "Berlin, Germany",
                new DateTimeOffset(2021, 4, 30, 16, 21, 55, 393, TimeSpan.Zero), null),
        ]);
    }

    [Theory]
    [InlineData("{\"jobs\":[]}", 200, "Found", null)]
    [InlineData(FakeBoards.GreenhouseMissing, 404, "NotFound", null)]
    [InlineData("{}", 200, "Failed", 200)]
    [InlineData("<html>", 200, "Failed", 200)]
    [InlineData("{\"jobs\":[{\"id\":\"x\"}]}", 200, "Failed", 200)]
    [InlineData("{\"jobs\":null}", 200, "Failed", 200)]
    [InlineData("null", 200, "Failed", 200)]
    [InlineData("{\"jobs\":[null]}", 200, "Found", null)]
    [InlineData("{}", 500, "Failed", 500)]
    [InlineData("{}", 429, "Failed", 429)]
    public async Task Board_WhateverItAnswers_IsReadOrSaysWhyNot(string body, int status, string state, int? told)
    {
        _web.Answer(GreenhouseJobs, body, status);

        var reading = await Greenhouse.ReadAsync("acme", CancellationToken.None);

        (reading.State.ToString(), reading.Status).ShouldBe((state, told));
        reading.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Boards_WithJobsThatAreNone_AreReadWithoutThem()
    {
        _web.Answer(LeverPostings, "[null]");
        _web.Answer(AshbyJobs, """{"jobs":[null,{"id":"1","title":"Cook"}]}""");

        (await Lever.ReadAsync("acme", CancellationToken.None)).Jobs.ShouldBeEmpty();
        (await Ashby.ReadAsync("acme", CancellationToken.None)).Jobs.Single().Title.ShouldBe("Cook");
    }

    [Fact]
    public async Task Lever_WithoutSuchASite_IsNotFound()
    {
        _web.Answer(LeverPostings, FakeBoards.LeverMissing, 404);
        (await Lever.ReadAsync("acme", CancellationToken.None)).State.ShouldBe(BoardState.NotFound);
    }

    [Fact]
    public async Task Board_ThatDoesNotAnswer_IsTooSlow()
    {
        var asked = _web.Hang(AshbyJobs);

        var reading = Ashby.ReadAsync("acme", CancellationToken.None);
        await asked;
        _time.Advance(TimeSpan.FromSeconds(11));

        (await reading).State.ShouldBe(BoardState.TooSlow);
    }

    [Fact]
    public async Task Board_LargerThanIsTaken_Fails()
    {
        _web.Answer(GreenhouseJobs, "{\"jobs\":[],\"x\":\"" + new string('x', 17 * 1024 * 1024) + "\"}");
        (await Greenhouse.ReadAsync("acme", CancellationToken.None)).State.ShouldBe(BoardState.Failed);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/relative")]
    public void Job_WithAnAddressThatIsNoneOfTheWeb_HasNone(string url) => BoardJob.Of("1", "Cook", url, null, null, null)!.Url.ShouldBeNull();

    [Theory]
    [InlineData(null, "Cook")]
    [InlineData("1", " ")]
    public void Job_WithoutIdOrTitle_IsNone(string? id, string? title) => BoardJob.Of(id, title, null, null, null, null).ShouldBeNull();

    [Theory]
    [InlineData("acme.com", "acme")]
    [InlineData("jobs.acme.co.uk", "acme")]
    [InlineData("blue-bird.com", "blue-bird,bluebird")]
    [InlineData("fly.io", "fly,flyio")]
    public void Tokens_OfADomain_AreWhatCompaniesCallTheirBoards(string domain, string tokens) =>
        string.Join(',', BoardTokens.Of(DomainName.Read(domain)!)).ShouldBe(tokens);

    [Theory]
    [InlineData("<a href=\"https://boards.greenhouse.io/acmeco\">", "greenhouse:acmeco")]
    [InlineData("<a href='https://job-boards.greenhouse.io/acmeco/jobs/1'>", "greenhouse:acmeco")]
    [InlineData("<script src=\"https://boards.greenhouse.io/embed/job_board/js?for=acmeco&b=1\">", "greenhouse:acmeco")]
    [InlineData("<iframe src=//jobs.lever.co/acme-x/>", "lever:acme-x")]
    [InlineData("<a href=\"https://jobs.ashbyhq.com/Acme%20Corp\">", "ashby:Acme Corp")]
    [InlineData("<a href=\"https://evil-jobs.lever.co/x\">", "")]
    [InlineData("<a href=\"https://jobs.ashbyhq.com/..%2f..%2fadmin\">", "")]
    public void Links_OfAPage_NameItsBoards(string html, string found) => string.Join(
        ',', new IJobBoard[] { Greenhouse, Lever, Ashby }.SelectMany(board => BoardTokens.In(html, board).Select(token => $"{board.Name}:{token}"))).ShouldBe(found);
}
