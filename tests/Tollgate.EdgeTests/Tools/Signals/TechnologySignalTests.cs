using System.Text.Json;

namespace Tollgate.EdgeTests.Tools.Signals;

public sealed class TechnologySignalTests
{
    private const string Tool = "signal_technologies_identified";

    [Fact]
    public async Task Technologies_OfAPage_AreToldWithWhereTheyWereSeen()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Tool, """{"domain":"acme.com","techs":["hubspot","Cloudflare","GA4","PostHog","Shopify"]}""");

        reply.Body.ShouldBe(
            """{"domain":"acme.com","is_detected":true,"technologies_found":["HubSpot","Cloudflare","Google Analytics","PostHog"],"matches":["""
            + """{"technology":"HubSpot","found":true,"sample_references":["https://js.hs-scripts.com/42.js"]},"""
            + """{"technology":"Cloudflare","found":true,"sample_references":["header Server: cloudflare"]},"""
            + """{"technology":"Google Analytics","found":true,"sample_references":["cookie _ga"]},"""
            + """{"technology":"PostHog","found":true,"sample_references":["https://acme.com/app.js: !function(){posthog.init('phc_1')}()"]},"""
            + """{"technology":"Shopify","found":false,"sample_references":[]}]}""");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Technology_ThatNobodyKnows_IsRefusedWithItsPlace()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = await stage.PostAsync(Tool, """{"domain":"acme.com","technologies":["HubSpot","Hubsspot"]}""");

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", "technologies[1]"));
        reply.Error.GetProperty("message").GetString()!.ShouldContain("Did you mean HubSpot?");
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Page_OfOneOtherAddress_IsReadThere()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Break("https://beta.com/").Lead("https://www.beta.com/", "https://beta.io/")
            .Answer("https://beta.io/", "<meta name=generator content='WordPress 6.4'>", 200, "text/html");

        var reply = (await stage.PostAsync(Tool, """{"domain":"beta.com","technologies":["WordPress"]}""")).Json;

        reply.GetProperty("matches")[0].GetProperty("sample_references")[0].GetString().ShouldBe("meta generator: WordPress 6.4");
    }

    [Theory]
    [InlineData(403, 403)]
    [InlineData(503, 503)]
    public async Task Page_ThatAnswersWithAnError_IsRefunded(int status, int told)
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Answer(SignalStage.Page, "no", status);

        var reply = await stage.PostAsync(Tool, """{"domain":"acme.com","technologies":["WordPress"]}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(told);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Page_ThatCannotBeReached_IsRefunded()
    {
        await using var stage = await SignalStage.StartAsync();
        stage.Web.Break("https://gone.com/").Break("https://www.gone.com/");

        (await stage.PostAsync(Tool, """{"domain":"gone.com","technologies":["WordPress"]}""")).Code.ShouldBe("PROVIDER_ERROR");
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Page_ThatIsNotThere_IsNotFoundAndCharged()
    {
        await using var stage = await SignalStage.StartAsync();

        var reply = (await stage.PostAsync(Tool, """{"domain":"nobody.com","technologies":["WordPress"]}""")).Json;

        reply.GetProperty("status").GetString().ShouldBe("not_found");
        reply.GetProperty("is_detected").GetBoolean().ShouldBeFalse();
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Scripts_OfAPage_AreReadBoundedAndOnlyItsOwn()
    {
        await using var stage = await SignalStage.StartAsync();
        var scripts = Enumerable.Range(0, 20).Select(i => $"<script src=\"/{i}.js\"></script>").Prepend("<script src=\"https://cdn.other.com/x.js\"></script>")
            .Prepend("<script src=\"http://169.254.169.254/latest\"></script>");
        stage.Web.Answer(SignalStage.Page, string.Concat(scripts), 200, "text/html");

        await stage.PostAsync(Tool, """{"domain":"acme.com","technologies":["WordPress"]}""");

        stage.Web.Asked.ShouldBe(["https://acme.com/", .. Enumerable.Range(0, 8).Select(i => $"https://acme.com/{i}.js")], ignoreOrder: true);
    }

    [Fact]
    public async Task List_OverMcp_TellsWhatTheToolTakes()
    {
        await using var stage = await Mcp.McpStage.StartAsync();

        var listed = (await stage.SendAsync("/tools/signals/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", null, await stage.OpenAsync("/tools/signals/mcp")))
            .Message.GetProperty("result").GetProperty("tools").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!);

        listed.Keys.Where(name => name != "ping").Order().ShouldBe(
        [
            "detect_signal", "get_signals_order", "set_signals_order", "signal_hiring_role", "signal_hiring_sales_leadership", "signal_hiring_sales_rep",
            "signal_hiring_sales_rep_repost", "signal_hiring_support", "signal_socials_spike", "signal_technologies_identified",
            "signal_trustpilot_negative_reviews", "signal_trustpilot_negative_support_reviews", "signal_trustpilot_positive_reviews",
        ]);
        Required(listed["signal_technologies_identified"]).ShouldBe("""["domain","technologies"]""");
        Required(listed["signal_hiring_role"]).ShouldBe("""["domain","job_title_filters"]""");
        Required(listed["detect_signal"]).ShouldBe("""["domain"]""");
        listed["detect_signal"].GetProperty("_meta").GetProperty("tollgate/cost_tokens").GetInt64().ShouldBe(0);
    }

    private static string Required(JsonElement tool) => tool.GetProperty("inputSchema").GetProperty("required").GetRawText();
}
