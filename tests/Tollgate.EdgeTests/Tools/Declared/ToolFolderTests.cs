namespace Tollgate.EdgeTests.Tools.Declared;

public sealed class ToolFolderTests
{
    /// <summary>A file with about everything that can be wrong.</summary>
    public const string Wrong = """
        {"tools":[
          {"name":"Bad Name","server":"admin","cost":-1,"description":"d","timeout_seconds":"soon","flavour":1,
           "input":{"type":"array","properties":{"A":{"type":"text","minimum":"x","oneOf":[]},"b":{"description":"d","x-aliases":["A"]}},"required":["c"]},
           "cache":{"seconds":0},
           "http":{"method":"HEAD","url":"http://{b}.example.com/","headers":{"Host":"x","X-A":"{b}"},"query":{"k":"{secret:none}","l":1},
                   "body":"{nothing}","result":["$.a"],"list":"a","max_reply_bytes":0}},
          {"name":"ping","server":"data","cost":1,"description":"d","http":{"url":"https://api.example.com/{secret:upstream_key}?a=1"}},
          {"name":"twice","server":"data","cost":1,"description":"d","http":{"url":"https://user@api.example.com/"}},
          {"name":"twice","server":"data","cost":1,"description":"","narrowed_by":"z"},
          3],
         "more":1}
        """;

    [Fact]
    public async Task Files_ThatAreWrong_AreToldOfEachFaultAtOnce()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("a.json", Wrong);
        stage.Write("b.json", """{"tools":[{]}""");

        var errors = stage.Folder.Load();

        errors.ShouldBe(
        [
            "a.json: tools[0].name must be 1 to 64 small letters, digits and '_', the first a letter",
            "a.json: tools[0].server must be one of socials, data, signals",
            "a.json: tools[0].input.type must be object",
            "a.json: tools[0].input.properties.A.oneOf must be a list of schemas",
            "a.json: tools[0].input.properties.A.type 'text' is none of string, number, integer, boolean, array, object, null",
            "a.json: tools[0].input.properties.A.minimum must be a number",
            "a.json: tools[0].input.properties.A.description is missing: callers choose by it",
            "a.json: tools[0].input.properties.A must have a name of 1 to 64 small letters, digits and '_', the first a letter",
            "a.json: tools[0].input.required 'c' is none of the properties",
            "a.json: tools[0].input.properties 'A' is the name or alias of two",
            "a.json: tools[0].cost must be a whole number from 0 to 1000000",
            "a.json: tools[0].timeout_seconds must be a whole number from 1 to 600",
            "a.json: tools[0].cache.seconds must be a whole number from 1 to 86400",
            "a.json: tools[0].http.method must be GET, POST, PUT, PATCH or DELETE",
            "a.json: tools[0].http.url must begin with an address such as https://api.example.com, without places for arguments and without user or password",
            "a.json: tools[0].http.query.k names the secret 'none', which is not set",
            "a.json: tools[0].http.query.l must be a text",
            "a.json: tools[0].http.headers.Host is no name of a header that may be set",
            "a.json: tools[0].http.headers.X-A must be plain ASCII, with no place for an argument",
            "a.json: tools[0].http.body names 'nothing', which is none of the tool's parameters",
            "a.json: tools[0].http.result must be an object with fields, since a tool answers one",
            "a.json: tools[0].http.list is no path such as $.items",
            "a.json: tools[0].http.max_reply_bytes must be a whole number from 1 to 16777216",
            "a.json: tools[0].flavour is no field that stands here",
            "a.json: tools[1].http.url must end with its path; what follows '?' goes into query",
            "a.json: tools[1].http.url names a secret; it goes into a header, the query or the body",
            "a.json: tools[2].http.url must begin with an address such as https://api.example.com, without places for arguments and without user or password",
            "a.json: tools[3].description must be a text",
            "a.json: tools[3].narrowed_by 'z' is none of the tool's parameters",
            "a.json: tools[3].http is missing: it, or mcp, says how the tool gets its answer",
            "a.json: tools[4] must be an object",
            "a.json: more is no field that stands here",
            "a.json: tools[1].name 'ping' is the name of a tool of ours",
            "a.json: tools[3].name 'twice' is the name of another tool already",
            "b.json: the file is no valid JSON, or names a field twice, near line 1",
        ]);
    }

    [Fact]
    public async Task Name_ThatIsTaken_IsRefused()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("a.json", DeclaredStage.Company);
        stage.Write("b.json", DeclaredStage.Company);
        stage.Write("c.json", DeclaredStage.Company.Replace("get_company", "buy_tokens", StringComparison.Ordinal));

        stage.Folder.Load().ShouldBe(
        [
            "b.json: tools[0].name 'get_company' is the name of another tool already",
            "c.json: tools[0].name 'buy_tokens' is the name of a tool of ours",
        ]);
    }

    [Fact]
    public async Task Files_ThatChange_AreReadWithoutARestart()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Folder.Watch();
        stage.Upstream.ReplyPlain("""{"n":1}""");

        stage.Write("tools.json", DeclaredStage.Company.Replace("\"cost\":5", "\"cost\":17", StringComparison.Ordinal));
        stage.Write("more.json", DeclaredStage.Company.Replace("get_company", "get_firm", StringComparison.Ordinal));
        stage.Server.Time.Advance(TimeSpan.FromSeconds(2));

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Header("X-Tollgate-Cost-Tokens").ShouldBe("17");
        var listed = await stage.Server.GetAsync("/tools/data/api/v0", stage.Key);
        listed.Body.ShouldBe("""{"tools":{"ping":{"cost":0},"get_email":{"cost":5},"get_firm":{"cost":5},"get_company":{"cost":17}}}""");
    }

    [Fact]
    public async Task Change_ThatIsWrong_LeavesTheToolsAsTheyWere()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Folder.Watch();

        stage.Write("tools.json", """{"tools":[]""");
        stage.Write("more.json", DeclaredStage.Company.Replace("get_company", "get_firm", StringComparison.Ordinal));
        stage.Server.Time.Advance(TimeSpan.FromSeconds(2));

        (await stage.Server.GetAsync("/tools/data/api/v0", stage.Key)).Body.ShouldBe("""{"tools":{"ping":{"cost":0},"get_email":{"cost":5},"get_company":{"cost":5}}}""");
    }

    [Fact]
    public async Task Secret_ThatStandsInAFile_IsFoundAndReadAgain()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("tools.json", DeclaredStage.Company.Replace("upstream_key", "other_key", StringComparison.Ordinal));
        stage.Folder.Load().ShouldBe(["tools.json: tools[0].http.headers.Authorization names the secret 'other_key', which is not set"]);

        stage.Folder.Watch();
        stage.Write("secrets/other_key", "canary-two\n");
        stage.Server.Time.Advance(TimeSpan.FromSeconds(2));
        await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        stage.Upstream.Requests.Single().Head.ShouldContain("Authorization: Bearer canary-two\r\n");
    }
}
