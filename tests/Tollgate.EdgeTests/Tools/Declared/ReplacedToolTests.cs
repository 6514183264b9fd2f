using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>A provider's data in the place of the sample set's.</summary>
public sealed class ReplacedToolTests
{
    private const string Least = """
        {"tools":[{"name":"get_linkedin_company","http":{"url":"UPSTREAM/companies/{domain}","headers":{"X-Key":"{secret:upstream_key}"}}}]}
        """;

    [Fact]
    public async Task Tool_WithSampleData_GivesWayToAFileAndComesBackWithoutIt()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        (await stage.CallAsync("get_linkedin_company", """{"domain":"vexley.example"}""")).Body.ShouldContain("\"sample\":true");

        stage.Write("tools.json", Least);
        stage.Folder.Load().ShouldBeEmpty();
        stage.Upstream.ReplyPlain("""{"company_name":"Real Inc"}""");
        var provided = await stage.CallAsync("get_linkedin_company", """{"company":"real.example.com"}""");
        stage.Write("tools.json", """{"tools":[]}""");
        stage.Folder.Load().ShouldBeEmpty();

        provided.Body.ShouldBe("""{"company_name":"Real Inc"}""");
        provided.Header("X-Tollgate-Cost-Tokens").ShouldBe("2");
        stage.Upstream.Requests.Single().Head.ShouldStartWith("GET /v1/companies/real.example.com HTTP/1.1\r\n");
        (await stage.CallAsync("get_linkedin_company", """{"domain":"vexley.example"}""")).Body.ShouldContain("\"sample\":true");
        stage.Status.Balance.ShouldBe(100 - 3 * 2);
    }

    [Fact]
    public async Task Tool_ThatTakesAPlace_KeepsWhatItsFileLeavesOut()
    {
        await using var stage = await DeclaredStage.StartAsync(Least);

        var listed = (await stage.Server.GetAsync("/tools/socials/api/v0", stage.Key)).Json.GetProperty("tools");
        var missing = await stage.CallAsync("get_linkedin_company", "{}");

        listed.GetProperty("get_linkedin_company").GetProperty("cost").GetInt64().ShouldBe(2);
        missing.Param.ShouldBe("domain");
        var known = stage.Known("get_linkedin_company");
        known.Description.ShouldBe("What a company says of itself at LinkedIn: industries, size, seat, followers.");
        known.IsReplaceable.ShouldBeFalse();
        stage.Known("get_linkedin_profile").Description.ShouldContain("sample");
    }

    [Fact]
    public async Task Tool_ThatTakesAPlace_MayHaveItsOwnPriceServerAndArguments()
    {
        await using var stage = await DeclaredStage.StartAsync("""
            {"tools":[{"name":"list_linkedin_company_employees","server":"data","cost":7,"description":"Whoever is there.",
              "input":{"properties":{"site":{"type":"string","description":"Its site."}},"required":["site"]},
              "http":{"url":"UPSTREAM/people/{site}"}}]}
            """);
        stage.Upstream.ReplyPlain("""{"people":[]}""");

        var reply = await stage.Server.SendAsync(
            HttpMethod.Post, "/tools/data/api/v0/list_linkedin_company_employees", stage.Key, """{"site":"a.example"}""");

        reply.Body.ShouldBe("""{"people":[]}""");
        stage.Status.Balance.ShouldBe(93);
        var known = stage.Known("list_linkedin_company_employees");
        (known.Server, known.NarrowedBy, known.Description).ShouldBe(("data", null, "Whoever is there."));
        (await stage.Server.SendAsync(HttpMethod.Post, "/tools/socials/api/v0/list_linkedin_company_employees", stage.Key, "{}")).Code
            .ShouldBe("TOOL_NOT_FOUND");
    }

    [Theory]
    [InlineData("ping")]
    [InlineData("buy_tokens")]
    [InlineData("audit_spend")]
    [InlineData("get_email")]
    public async Task Tool_WithDataOfItsOwn_GivesWayToNothing(string name)
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("tools.json", $$$"""
            {"tools":[{"name":"{{{name}}}","server":"data","cost":1,"description":"d","http":{"url":"UPSTREAM/x"}}]}
            """);

        stage.Folder.Load().ShouldBe([$"tools.json: tools[0].name '{name}' is the name of a tool of ours"]);
    }

    [Fact]
    public async Task Tool_OfANewName_LeavesNothingOut()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("tools.json", """{"tools":[{"name":"get_anything","http":{"url":"UPSTREAM/x"}}]}""");

        stage.Folder.Load().ShouldBe(
        [
            "tools.json: tools[0].server is missing", "tools.json: tools[0].cost is missing", "tools.json: tools[0].description is missing",
        ]);
    }

    [Fact]
    public async Task Sample_OfADataProvider_WorksAsItStands()
    {
        var sample = (await File.ReadAllTextAsync(Repository.At("samples", "tools", "licensed-data-provider.json")))
            .Replace("https://api.people-data.example/", "UPSTREAM", StringComparison.Ordinal)
            .Replace("people_data_key", "upstream_key", StringComparison.Ordinal);
        await using var stage = await DeclaredStage.StartAsync(sample.Replace("UPSTREAMv1", "UPSTREAM", StringComparison.Ordinal));
        stage.Upstream.ReplyPlain("""{"id":"c1","name":"Real Inc","size":{"count":12,"range":"11-50"},"followers":99,"founded":2001}""");
        stage.Upstream.ReplyPlain("""{"total":1,"people":[{"full_name":"Ada","headline":"CEO at Real","job_title":"CEO","linkedin_url":"https://l.example/ada"}]}""");
        stage.Upstream.ReplyPlain("{}");

        var company = await stage.CallAsync("get_linkedin_company", """{"domain":"real.example.com"}""");
        var people = await stage.CallAsync("list_linkedin_company_employees", """{"domain":"real.example.com","title_filters":"CEO OR CTO","limit":10}""");
        var posts = await stage.CallAsync("list_linkedin_company_employees_posts", """{"company":"real.example.com"}""");

        company.Json.GetProperty("employee_range").GetString().ShouldBe("11-50");
        company.Json.GetProperty("hq_city").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        people.Body.ShouldBe(
            """{"domain":"real.example.com","employees":[{"name":"Ada","headline":"CEO at Real","title":"CEO","profile_url":"https://l.example/ada"}],"total":1}""");
        people.Header("X-Tollgate-Cost-Tokens").ShouldBe("30");
        stage.Upstream.Requests.ElementAt(1).BodyText.ShouldBe("""{"company_domain":"real.example.com","title_query":"CEO OR CTO","size":10}""");
        stage.Upstream.Requests.ShouldAllBe(request => request.Head.Contains("Bearer " + DeclaredStage.Secret, StringComparison.Ordinal));

        // Dearer than before, since its file says so.
        posts.Error.GetProperty("cost_tokens").GetInt64().ShouldBe(100);
        stage.Status.Balance.ShouldBe(68);
    }
}
