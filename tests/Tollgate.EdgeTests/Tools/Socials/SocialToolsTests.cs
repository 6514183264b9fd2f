using System.Text.Json;
using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Tools.Socials;

/// <summary>The tools of the server socials over what nobody replaced: the sample set.</summary>
public sealed class SocialToolsTests
{
    private const string Unknown = "unknown.example.com";

    [Theory]
    [InlineData("connect_linkedin", 0, "")]
    [InlineData("list_connected_linkedin_accounts", 0, "")]
    [InlineData("get_linkedin_company_url", 2, "domain*")]
    [InlineData("get_linkedin_profile_url", 5, "name* domain*")]
    [InlineData("get_linkedin_company", 2, "domain*")]
    [InlineData("get_linkedin_profile", 2, "username*")]
    [InlineData("get_linkedin_post", 2, "url*")]
    [InlineData("get_linkedin_job", 2, "job_id*")]
    [InlineData("list_user_posts", 5, "username* limit page start")]
    [InlineData("list_linkedin_jobs", 5, "domain* filter limit page start")]
    [InlineData("list_linkedin_company_posts", 5, "company* start page limit sort")]
    [InlineData("list_linkedin_post_reactions", 5, "post* start page limit")]
    [InlineData("list_linkedin_post_comments", 5, "post* start page limit sort")]
    [InlineData("list_linkedin_company_employees", 30, "domain* title_filters limit page start")]
    [InlineData("list_linkedin_company_employees_posts", 80, "company* max_employees days_back")]
    public async Task Tool_OfTheTable_HasItsPriceAndParameters(string name, long cost, string parameters)
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var listed = (await stage.Server.GetAsync("/tools/socials/api/v0", stage.Key.Secret)).Json.GetProperty("tools").GetProperty(name);
        var known = Tollgate.Tools.Socials.SocialTools.All(new Tollgate.Tools.Sample.SampleBook(stage.Server.Time), stage.Server.Time)
            .Single(t => t.Definition.Name == name).Definition;

        listed.GetProperty("cost").GetInt64().ShouldBe(cost);
        string.Join(' ', known.Parameters.Select(p => p.Name + (p.Required ? "*" : ""))).ShouldBe(parameters);
    }

    [Fact]
    public async Task Company_OfTheSet_HasEveryFieldOfTheShape()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var company = (await stage.PostAsync("get_linkedin_company", """{"company":"https://www.vexley.example/"}""")).Json;

        company.EnumerateObject().Select(p => p.Name).ShouldBe([
            "company_id", "company_name", "description", "domain", "industries", "employee_count", "employee_range", "follower_count", "hq_city",
            "hq_region", "hq_country", "linkedin_url", "specialties", "year_founded", "sample",
        ]);
        company.GetProperty("company_name").GetString().ShouldBe("Vexley Robotics");
        company.GetProperty("sample").GetBoolean().ShouldBeTrue();
        (await stage.PostAsync("get_linkedin_company_url", """{"domain":"vexley.example"}""")).Json.GetProperty("linkedin_url").GetString()
            .ShouldBe(company.GetProperty("linkedin_url").GetString());
        stage.Status.Balance.ShouldBe(96);
    }

    [Fact]
    public async Task Person_FromListToProfileToPosts_IsOneAndTheSame()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var page = (await stage.PostAsync("list_linkedin_company_employees", """{"domain":"harbourline.example","title_filters":"CEO"}""")).Json;
        var person = page.GetProperty("employees").EnumerateArray().Single();
        var username = person.GetProperty("username").GetString();
        var name = person.GetProperty("name").GetString();
        var url = (await stage.PostAsync("get_linkedin_profile_url", Json(new { name, domain = "harbourline.example" }))).Json;
        var profile = (await stage.PostAsync("get_linkedin_profile", Json(new { username = url.GetProperty("linkedin_url").GetString() }))).Json;
        var posts = (await stage.PostAsync("list_user_posts", Json(new { username, count = 1 }))).Json;
        var post = posts.GetProperty("posts").EnumerateArray().Single();
        var single = (await stage.PostAsync("get_linkedin_post", Json(new { url = post.GetProperty("url").GetString() }))).Json;

        profile.GetProperty("username").GetString().ShouldBe(username);
        profile.GetProperty("company_domain").GetString().ShouldBe("harbourline.example");
        posts.GetProperty("total").GetInt32().ShouldBe(profile.GetProperty("total_posts").GetInt32());
        posts.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        post.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["activity_urn", "author_name", "content", "published_at", "url", "total_reactions", "total_comments"]);
        post.GetProperty("author_name").GetString().ShouldBe(name);
        single.GetProperty("content").GetString().ShouldBe(post.GetProperty("content").GetString());
        stage.Status.Balance.ShouldBe(100 - 30 - 5 - 2 - 5 - 2);
    }

    [Fact]
    public async Task Reactions_PageByPage_AreAllOfThemOnce()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        var post = await LongestAsync(stage);
        var urls = new List<string?>();

        for (var page = 1; page <= 3; page++)
        {
            var reply = (await stage.PostAsync("list_linkedin_post_reactions", Json(new { post, page, count = 20 }))).Json;
            urls.AddRange(reply.GetProperty("reactions").EnumerateArray().Select(r => r.GetProperty("profile_url").GetString()));
            reply.GetProperty("has_more").GetBoolean().ShouldBe(page < 3);
        }

        urls.Count.ShouldBe(46);
        urls.ShouldBeUnique();
        var rest = (await stage.PostAsync("list_linkedin_post_reactions", Json(new { url = post, start = 40, limit = 20 }))).Json;
        rest.GetProperty("reactions").EnumerateArray().Select(r => r.GetProperty("profile_url").GetString()).ShouldBe(urls.Skip(40));
    }

    [Fact]
    public async Task Comments_InEitherOrder_AreTheSameOnes()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        var post = await LongestAsync(stage);

        var recent = (await stage.PostAsync("list_linkedin_post_comments", Json(new { post, count = 100 }))).Json;
        var top = (await stage.PostAsync("list_linkedin_post_comments", Json(new { post, count = 100, sort = "top" }))).Json;

        Texts(recent, "comments", "commented_at").ShouldBeInOrder(SortDirection.Descending);
        Texts(top, "comments", "content").Select(t => t.Length).ShouldBeInOrder(SortDirection.Descending);
        Texts(top, "comments", "content").Order(StringComparer.Ordinal).ShouldBe(Texts(recent, "comments", "content").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Jobs_WithAFilter_AreThoseWhoseTitleMatches()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var jobs = (await stage.PostAsync(
            "list_linkedin_jobs", """{"domain":"harbourline.example","filter":"(\"account executive\" OR sales) NOT head"}""")).Json;
        var job = jobs.GetProperty("jobs")[0];
        var single = (await stage.PostAsync("get_linkedin_job", Json(new { job_id = job.GetProperty("id").GetString() }))).Json;

        Texts(jobs, "jobs", "title").ShouldBe(
            ["Account Executive, Benelux", "Sales Development Representative", "Account Executive, Iberia"], ignoreOrder: true);
        job.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "title", "url", "location", "posted_at"]);
        single.GetProperty("title").GetString().ShouldBe(job.GetProperty("title").GetString());
        single.GetProperty("company_name").GetString().ShouldBe("Harbourline Freight");
    }

    [Fact]
    public async Task EmployeesPosts_WithinTheirBounds_AreOfTheLastDaysAndNewestFirst()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        await stage.Server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(stage.Wallet, 1, 1_000, "more"));

        var narrow = (await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"harbourline.example"}""")).Json;
        var wide = (await stage.PostAsync(
            "list_linkedin_company_employees_posts", """{"company":"harbourline.example","max_employees":20,"days_back":90}""")).Json;
        var tooWide = await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"harbourline.example","max_employees":21}""");

        narrow.GetProperty("total_employees").GetInt32().ShouldBe(5);
        var week = stage.Server.Time.GetUtcNow().AddDays(-7);
        narrow.GetProperty("employees").EnumerateArray().SelectMany(e => e.GetProperty("posts").EnumerateArray())
            .ShouldAllBe(p => p.GetProperty("published_at").GetDateTimeOffset() >= week);
        wide.GetProperty("total_employees").GetInt32().ShouldBe(20);
        wide.GetProperty("total_posts").GetInt32().ShouldBeGreaterThan(narrow.GetProperty("total_posts").GetInt32());
        tooWide.Param.ShouldBe("max_employees");
        stage.Status.Balance.ShouldBe(1_100 - 160);
    }

    [Theory]
    [InlineData("get_linkedin_company", "domain", 2)]
    [InlineData("get_linkedin_company_url", "domain", 2)]
    [InlineData("list_linkedin_jobs", "domain", 5)]
    [InlineData("list_linkedin_company_posts", "company", 5)]
    [InlineData("list_linkedin_company_employees", "domain", 30)]
    [InlineData("list_linkedin_company_employees_posts", "company", 80)]
    [InlineData("get_linkedin_profile", "username", 2)]
    [InlineData("list_user_posts", "username", 5)]
    [InlineData("get_linkedin_post", "url", 2)]
    [InlineData("list_linkedin_post_reactions", "post", 5)]
    [InlineData("list_linkedin_post_comments", "post", 5)]
    [InlineData("get_linkedin_job", "job_id", 2)]
    public async Task Tool_ThatFindsNothing_SaysSoAndIsCharged(string tool, string parameter, long cost)
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var reply = await stage.PostAsync(tool, Json(new Dictionary<string, string> { [parameter] = Unknown }));

        ((int)reply.Status).ShouldBe(200);
        reply.Json.GetProperty("status").GetString().ShouldBe("not_found");
        reply.Json.GetProperty("sample").GetBoolean().ShouldBeTrue();
        stage.Status.Balance.ShouldBe(100 - cost);
    }

    [Theory]
    [InlineData("list_linkedin_company_employees", """{"domain":"harbourline.example","title_filters":"(CEO OR"}""", "title_filters")]
    [InlineData("list_linkedin_company_employees", """{"domain":"harbourline.example","page":1,"start":0}""", "start")]
    [InlineData("list_linkedin_company_employees", """{"domain":"harbourline.example","company":"vexley"}""", "company")]
    [InlineData("list_linkedin_company_employees", """{"domain":"harbourline.example","limit":101}""", "limit")]
    [InlineData("list_linkedin_company_employees", """{"title_filters":"CEO"}""", "domain")]
    [InlineData("list_linkedin_jobs", """{"domain":"harbourline.example","filter":"NOT"}""", "filter")]
    [InlineData("list_linkedin_company_posts", """{"company":"harbourline.example","sort":"best"}""", "sort")]
    [InlineData("list_linkedin_post_comments", """{"post":"1","sort":"best"}""", "sort")]
    public async Task Arguments_ThatDoNotFit_AreRefusedByNameAndNotCharged(string tool, string arguments, string parameter)
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        var reply = await stage.PostAsync(tool, arguments);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", parameter));
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Accounts_WithoutAProvider_AreNotConfigured()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);

        (await stage.GetAsync("connect_linkedin")).Json.GetProperty("status").GetString().ShouldBe("not_configured");
        var accounts = (await stage.GetAsync("list_connected_linkedin_accounts")).Json;
        accounts.GetProperty("accounts").GetArrayLength().ShouldBe(0);
        accounts.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
    }

    // The post with the most comments: the founder's.
    private static async Task<string> LongestAsync(ToolStage stage)
    {
        var posts = (await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"harbourline.example","max_employees":20}""")).Json;
        await stage.Server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(stage.Wallet, 1, 80, "again"));
        return posts.GetProperty("employees").EnumerateArray().SelectMany(e => e.GetProperty("posts").EnumerateArray())
            .MaxBy(p => p.GetProperty("total_comments").GetInt32()).GetProperty("url").GetString()!;
    }

    private static string[] Texts(JsonElement reply, string list, string field) =>
        [.. reply.GetProperty(list).EnumerateArray().Select(e => e.GetProperty(field).GetString()!)];

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
