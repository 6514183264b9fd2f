using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Tools.Declared;

public sealed class HttpToolTests
{
    public const string Mapped = """
        {"tools":[{"name":"find_people","server":"data","description":"People of a company.","cost":5,"charge_not_found":false,
          "input":{"properties":{"company":{"type":"string","description":"Its name."},"titles":{"type":"array","description":"Titles."},
                                 "note":{"type":"string","description":"Echoed."}},"required":["company"]},
          "http":{"method":"POST","url":"UPSTREAM/search","body":{"q":"name is \"{company}\"","titles":"{titles}","page":{"size":10,"tags":["a","{note}"]}},
                  "result":{"company":"{company}","note":"{note}","total":"$.meta.total","first":"$.hits[0].n","missing":"$.no.such","source":"{{x}}",
                            "people":{"$each":"$.hits","item":{"name":"$.n","url":"$.links.web"}}},
                  "list":"$.hits"}}]}
        """;

    [Fact]
    public async Task Call_ByGet_AsksTheAddressAndAnswersWhatItGot()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"name":"Acme","employees":12.50}""");

        var reply = await stage.CallAsync("get_company", """{"domain":"a/../b?x=1#é","fields":["name","size"],"count":3}""");

        ((int)reply.Status).ShouldBe(200);
        reply.Body.ShouldBe("""{"name":"Acme","employees":12.50}""");
        reply.Header("X-Tollgate-Cost-Tokens").ShouldBe("5");
        var head = stage.Upstream.Requests.Single().Head;
        head.ShouldStartWith("GET /v1/companies/a%2F..%2Fb%3Fx%3D1%23%C3%A9?fields=name%2Csize&limit=3 HTTP/1.1\r\n");
        head.ShouldContain("Authorization: Bearer " + DeclaredStage.Secret);
        head.ShouldNotContain(stage.Key);
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Call_ByPost_FillsTheBodyAndMapsTheReply()
    {
        await using var stage = await DeclaredStage.StartAsync(Mapped);
        stage.Upstream.ReplyPlain("""{"meta":{"total":2},"hits":[{"n":"Ada","links":{"web":"u1"}},{"n":"Bob"}]}""");

        var reply = await stage.CallAsync("find_people", """{"company":"A \"B\"","titles":["CEO",1]}""");

        reply.Body.ShouldBe("""{"company":"A \"B\"","total":2,"first":"Ada","missing":null,"source":"{x}","people":[{"name":"Ada","url":"u1"},{"name":"Bob","url":null}]}""");
        JsonNode.DeepEquals(
            JsonNode.Parse(stage.Upstream.Requests.Single().BodyText),
            JsonNode.Parse("""{"q":"name is \"A \"B\"\"","titles":["CEO",1],"page":{"size":10,"tags":["a"]}}""")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("get_company", DeclaredStage.Company, """{"domain":"x.com"}""", 95)]
    [InlineData("find_people", Mapped, """{"company":"x"}""", 100)]
    public async Task Call_OfWhatIsNotThere_IsNotFoundAndChargedAsTheFileSays(string tool, string file, string arguments, long left)
    {
        await using var stage = await DeclaredStage.StartAsync(file);
        stage.Upstream.ReplyPlain("""{"detail":"none"}""", 404);

        var reply = await stage.CallAsync(tool, arguments);

        ((int)reply.Status).ShouldBe(200);
        reply.Body.ShouldBe("""{"status":"not_found"}""");
        stage.Status.Balance.ShouldBe(left);
    }

    [Theory]
    [InlineData(500, 500, true)]
    [InlineData(429, 429, true)]
    [InlineData(401, 401, false)]
    [InlineData(302, 302, true)]
    public async Task Call_ThatTheUpstreamRefuses_IsRefundedAndTellsItsStatusAlone(int status, int told, bool retryable)
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain("""{"detail":"canary-detail"}""", status, "Location: http://127.0.0.1:1/\r\n");

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        ((int)reply.Status).ShouldBe(502);
        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(told);
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBe(retryable);
        reply.Body.ShouldNotContain("canary");
        stage.Upstream.Count.ShouldBe(1);
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"a\":1")]
    [InlineData("")]
    public async Task Call_ThatIsAnsweredGarbage_IsRefunded(string garbage)
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain(garbage);

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Call_ThatIsNotCompressedAsItSays_IsRefunded(string coding)
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain("this is compressed by nobody", 200, $"Content-Encoding: {coding}\r\n");

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData(56, 200, 95)]
    [InlineData(57, 502, 100)]
    [InlineData(120, 502, 100)]
    public async Task Call_ThatIsAnsweredDeeperThanClientsRead_IsRefundedOverEveryTransport(int levels, int status, long left)
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain(string.Concat(Enumerable.Repeat("""{"a":""", levels)) + "1" + new string('}', levels));

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        ((int)reply.Status).ShouldBe(status);
        stage.Status.Balance.ShouldBe(left);
    }

    [Fact]
    public async Task Call_WhoseAnswerWouldHoldALongArgumentManyTimes_IsRefundedBeforeItIsMade()
    {
        await using var stage = await DeclaredStage.StartAsync("""
            {"tools":[{"name":"repeat","server":"data","description":"Repeats.","cost":5,
              "input":{"properties":{"x":{"type":"string","description":"What."}},"required":["x"]},
              "http":{"method":"POST","url":"UPSTREAM/repeat","max_reply_bytes":100000,
                      "result":{"all":{"$each":"$.hits","item":{"x":"{x}","n":{"$each":"$.of","item":"{x}"}}}}}}]}
            """);
        stage.Upstream.ReplyPlain($$"""{"hits":[{{string.Join(',', Enumerable.Repeat("{}", 30_000))}}]}""");
        var before = GC.GetTotalAllocatedBytes();

        var reply = await stage.CallAsync("repeat", $$"""{"x":"{{new string('x', 30_000)}}"}""");

        reply.Error.GetProperty("message").GetString()!.ShouldContain("more than is taken");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(200_000_000);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_ThatIsAnsweredTooMuch_IsRefunded()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyPlain($$"""{"a":"{{new string('x', 2_000)}}"}""");

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("message").GetString()!.ShouldContain("more than is taken");
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_WhoseConnectionBreaks_IsRefunded()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ResetAfter(60, FakeReplies.Plain("""{"name":"Acme"}""", 200, ""));

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").ValueKind.ShouldBe(JsonValueKind.Null);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_ThatHangs_IsEndedAtItsTimeAndRefunded()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.Hang();

        var call = stage.CallAsync("get_company", """{"domain":"x.com"}""");
        await stage.Upstream.NextAsync();
        stage.Server.Time.Advance(TimeSpan.FromSeconds(61));

        (await call).Code.ShouldBe("PROVIDER_TIMEOUT");
        (stage.Status.Balance, stage.Status.Reserved).ShouldBe((100, 0));
    }

    [Theory]
    [InlineData("""{"domain":"x"}""", "domain")]
    [InlineData("""{"domain":5}""", "domain")]
    [InlineData("""{"limit":3}""", "domain")]
    [InlineData("""{"domain":"x.com","fields":["a",2]}""", "fields[1]")]
    [InlineData("""{"domain":"x.com","limit":51}""", "limit")]
    [InlineData("""{"domain":"x.com","limit":1.5}""", "limit")]
    [InlineData("""{"domain":"x.com","size":1}""", "size")]
    [InlineData("""{"domain":"x.com","limit":1,"count":2}""", "count")]
    public async Task Call_WithAFaultyArgument_NamesItsPlaceAndDoesNothing(string arguments, string place)
    {
        await using var stage = await DeclaredStage.StartAsync();

        var reply = await stage.CallAsync("get_company", arguments);

        ((int)reply.Status).ShouldBe(400);
        reply.Param.ShouldBe(place);
        stage.Upstream.Count.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_WithSeveralFaults_IsToldOfEach()
    {
        await using var stage = await DeclaredStage.StartAsync();

        var reply = await stage.CallAsync("get_company", """{"fields":[1,"a",true],"limit":0}""");

        var message = reply.Error.GetProperty("message").GetString()!;
        message.ShouldContain("The argument fields[0] must be a text.");
        message.ShouldContain("The argument fields[2] must be a text.");
        message.ShouldContain("The argument limit must be at least 1.");
        message.ShouldContain("The argument domain is missing.");
    }

    [Fact]
    public async Task Call_WithAPathThatLeadsUp_IsRefused()
    {
        await using var stage = await DeclaredStage.StartAsync(DeclaredStage.Company.Replace("\"minLength\":3", "\"minLength\":1", StringComparison.Ordinal));

        (await stage.CallAsync("get_company", """{"domain":".."}""")).Param.ShouldBe("domain");

        stage.Upstream.Count.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_WithATextTooLongForAnAddress_IsRefused()
    {
        await using var stage = await DeclaredStage.StartAsync();

        (await stage.CallAsync("get_company", $$"""{"domain":"{{new string('x', 100_000)}}"}""")).Param.ShouldBe("domain");

        stage.Upstream.Count.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_ThatIsAnsweredWithoutContent_IsCharged()
    {
        await using var stage = await DeclaredStage.StartAsync();
        stage.Upstream.ReplyRaw("HTTP/1.1 204 No Content\r\n\r\n");

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Body.ShouldBe("{}");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Tool_ThatIsFree_IsRunAndNeedsNoTokens()
    {
        await using var stage = await DeclaredStage.StartAsync(DeclaredStage.Company.Replace("\"cost\":5", "\"cost\":0", StringComparison.Ordinal));
        stage.Upstream.ReplyPlain("""{"n":1}""").ReplyPlain("{}", 500);

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"n":1}""");
        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Code.ShouldBe("PROVIDER_ERROR");
        (await stage.CallAsync("get_company", """{"domain":1}""")).Param.ShouldBe("domain");

        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Call_OfLoopback_IsRefusedUnlessItIsAllowed()
    {
        await using var stage = await DeclaredStage.StartAsync(allowPrivate: false);

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        reply.Code.ShouldBe("PROVIDER_ERROR");
        stage.Upstream.Connections.ShouldBe(0);
        stage.Status.Balance.ShouldBe(100);
    }
}
