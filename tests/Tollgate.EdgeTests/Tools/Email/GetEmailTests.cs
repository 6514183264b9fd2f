using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools.Email;

public sealed class GetEmailTests
{
    private const string Ada = """{"name":"Ada Lovelace","domain":"acme.test","input_parameters":{"row":7,"list":["x"]}}""";

    [Fact]
    public async Task Address_ThatNobodyConfirmed_IsTheLikeliestAndSaysSo()
    {
        await using var stage = await EmailStage.StartAsync();

        var reply = await stage.Tools.PostAsync("get_email", Ada);

        reply.Body.ShouldBe(
            """{"email":"ada.lovelace@acme.test","is_catch_all":null,"domain":"acme.test","input_parameters":{"row":7,"list":["x"]},"verified":false,"confidence":"low","found_by":"pattern","pattern":"first.last","alternatives":["alovelace@acme.test","ada@acme.test","adalovelace@acme.test","a.lovelace@acme.test"]}""");
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("5");
        stage.Tools.Status.Balance.ShouldBe(95);
        stage.Host.Lines.ShouldBeEmpty();
        (await stage.Tools.Server.SendAsync(HttpMethod.Post, "/tools/email/api/v0/get_email", stage.Tools.Key.Secret, Ada)).Body.ShouldBe(reply.Body);
    }

    [Fact]
    public async Task Address_ThatTheHostHas_IsVerified()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);
        stage.Host.Receiver = to => to == "alovelace@acme.test" ? "250 ok" : "550 5.1.1 unknown";

        var reply = (await stage.Tools.PostAsync("get_email", """{"name":"Ada Lovelace","company":"https://www.acme.test/"}""")).Json;

        reply.GetRawText().ShouldBe(
            """{"email":"alovelace@acme.test","is_catch_all":false,"domain":"acme.test","input_parameters":null,"verified":true,"confidence":"high","found_by":"smtp","pattern":"flast","alternatives":[]}""");
    }

    [Fact]
    public async Task Domain_ThatTakesEverything_IsCalledThat()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);

        var reply = (await stage.Tools.PostAsync("get_email", Ada)).Json;

        reply.GetProperty("is_catch_all").GetBoolean().ShouldBeTrue();
        (reply.GetProperty("verified").GetBoolean(), reply.GetProperty("email").GetString()).ShouldBe((false, "ada.lovelace@acme.test"));
    }

    [Fact]
    public async Task Person_WhomTheHostDoesNotKnow_IsNotFoundAndCharged()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);
        stage.Host.Refuses = true;

        var reply = await stage.Tools.PostAsync("get_email", Ada);

        reply.Body.ShouldBe(
            """{"status":"not_found","reason":"no_such_mailbox","email":null,"is_catch_all":false,"domain":"acme.test","input_parameters":{"row":7,"list":["x"]},"verified":false}""");
        stage.Tools.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Host_ThatCannotBeAsked_LeavesWhatIsLikely()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);
        stage.Dns.Mx("away.test", 1, "nowhere.away.test").Mx("inside.test", 1, "meta.inside.test").A("meta.inside.test", "169.254.169.254");

        foreach (var domain in new[] { "away.test", "inside.test" })
        {
            var reply = (await stage.Tools.PostAsync("get_email", $$"""{"name":"Ada Lovelace","domain":"{{domain}}"}""")).Json;
            (reply.GetProperty("email").GetString(), reply.GetProperty("verified").GetBoolean()).ShouldBe(("ada.lovelace@" + domain, false));
        }
    }

    [Fact]
    public async Task Host_ThatIsSlow_IsNotWaitedFor()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);
        var asked = new TaskCompletionSource();
        stage.Host.Receiver = _ =>
        {
            asked.TrySetResult();
            return "250-and then";
        };

        var calling = stage.Tools.PostAsync("get_email", Ada);
        await asked.Task;
        stage.Tools.Server.Time.Advance(TimeSpan.FromSeconds(21));

        (await calling).Json.GetProperty("found_by").GetString().ShouldBe("pattern");
    }

    [Theory]
    [InlineData("nowhere.test")]
    [InlineData("nomail.test")]
    [InlineData("nullmail.test")]
    public async Task Domain_WithoutMail_IsNotFoundAndCharged(string domain)
    {
        await using var stage = await EmailStage.StartAsync();
        stage.Dns.A("nomail.test", "192.0.2.1").Mx("nullmail.test", 0, "");

        var reply = await stage.Tools.PostAsync("get_email", $$"""{"name":"Ada Lovelace","domain":"{{domain}}"}""");

        ((int)reply.Status, reply.Json.GetProperty("status").GetString(), reply.Json.GetProperty("reason").GetString())
            .ShouldBe((200, "not_found", "no_mail_host"));
        stage.Tools.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Lookup_ThatFails_IsRefunded()
    {
        await using var stage = await EmailStage.StartAsync();
        stage.Dns.Code = 2;

        var reply = await stage.Tools.PostAsync("get_email", Ada);

        ((int)reply.Status, reply.Code).ShouldBe((502, "PROVIDER_ERROR"));
        reply.Error.GetProperty("provider").GetString().ShouldBe("dns");
        (await stage.Tools.TypesAsync()).ShouldBe(["refund", "reserve", "grant"]);
        stage.Tools.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("""{"name":"Ada Lovelace","domain":"acme"}""", "domain")]
    [InlineData("""{"name":"Ada Lovelace","domain":"127.0.0.1"}""", "domain")]
    [InlineData("""{"name":"Иван Петров","domain":"acme.test"}""", "name")]
    [InlineData("""{"name":"Ada Lovelace"}""", "domain")]
    [InlineData("""{"name":"Ada Lovelace","domain":"acme.test","input_parameters":"x"}""", "input_parameters")]
    public async Task Arguments_ThatDoNotFit_AreRefusedByNameBeforeAnyoneIsAsked(string arguments, string parameter)
    {
        await using var stage = await EmailStage.StartAsync();

        var reply = await stage.Tools.PostAsync("get_email", arguments);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", parameter));
        stage.Dns.Asked.ShouldBeEmpty();
        stage.Tools.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task People_OfTheSampleSet_HaveAddressesThatNobodyIsAskedFor()
    {
        await using var stage = await EmailStage.StartAsync(smtpCheck: true);
        var page = (await stage.Tools.PostAsync("list_linkedin_company_employees", """{"domain":"vexley.example","title_filters":"CEO"}""")).Json;
        var name = page.GetProperty("employees")[0].GetProperty("name").GetString();

        var found = (await stage.Tools.PostAsync("get_email", $$"""{"name":"{{name}}","domain":"vexley.example"}""")).Json;
        var unknown = (await stage.Tools.PostAsync("get_email", """{"name":"Nobody Atall","domain":"vexley.example"}""")).Json;

        found.GetProperty("email").GetString()!.ShouldEndWith("@vexley.example");
        (found.GetProperty("sample").GetBoolean(), found.GetProperty("verified").GetBoolean()).ShouldBe((true, false));
        (unknown.GetProperty("reason").GetString(), unknown.GetProperty("sample").GetBoolean()).ShouldBe(("no_such_person", true));
        stage.Dns.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wallet_AtZero_AsksNobody()
    {
        await using var stage = await EmailStage.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await stage.Tools.PostAsync("list_linkedin_jobs", """{"domain":"vexley.example"}""");
        }

        (await stage.Tools.PostAsync("get_email", Ada)).Code.ShouldBe("INSUFFICIENT_TOKENS");

        stage.Dns.Asked.ShouldBeEmpty();
        stage.Tools.Status.Balance.ShouldBe(0);
    }

    [Fact]
    public async Task Page_OfTheServer_SaysWhatItAnswers()
    {
        await using var stage = await EmailStage.StartAsync();
        stage.Dns.Mx("acme.com", 10, "mail.acme.com");
        var examples = PageExamples.Of("using/tools/data.md");

        examples.Count.ShouldBe(1);
        foreach (var (tool, arguments, answer) in examples)
        {
            var reply = await stage.Tools.PostAsync(tool, arguments!);
            PageExamples.Matches(answer, reply.Json).ShouldBeTrue($"{tool} answers {reply.Body}");
        }

        DocsPart.ShouldBe(
            "using/tools/data.md", "tools", ToolRows.Table([stage.Tools.Server.Services.GetRequiredService<ToolShelf>().Find("data", "get_email")!.Definition]));
        var listed = (await stage.Tools.Server.GetAsync("/tools/email/api/v0", stage.Tools.Key.Secret)).Json.GetProperty("tools");
        listed.GetProperty("get_email").GetProperty("cost").GetInt64().ShouldBe(5);
        listed.TryGetProperty("get_linkedin_post", out _).ShouldBeFalse();
    }
}
