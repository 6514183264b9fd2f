namespace Tollgate.EdgeTests.Tools.Declared;

public sealed class CachedToolTests
{
    private static string File(string rules) => DeclaredStage.Company.Replace("\"cost\":5,", $$"""
        "cost":5,"cache":{{rules}},
        """, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"seconds":60}""", 90, "5")]
    [InlineData("""{"seconds":60,"charge_hits":false}""", 95, "0")]
    public async Task Call_ThatWasAnsweredBefore_AsksNobodyAndIsChargedAsTheFileSays(string rules, long left, string cost)
    {
        await using var stage = await DeclaredStage.StartAsync(File(rules));
        stage.Upstream.ReplyPlain("""{"n":1}""").ReplyPlain("""{"n":2}""");

        await stage.CallAsync("get_company", """{"domain":"x.com","limit":2}""");
        var again = await stage.CallAsync("get_company", """{"count":2,"domain":"x.com"}""");

        again.Body.ShouldBe("""{"n":1}""");
        again.Header("X-Tollgate-Cost-Tokens").ShouldBe(cost);
        stage.Upstream.Count.ShouldBe(1);
        stage.Status.Balance.ShouldBe(left);
    }

    [Fact]
    public async Task Hit_ThatIsFree_ComesAtAnEmptyWalletAndReservesNothing()
    {
        await using var stage = await DeclaredStage.StartAsync(File("""{"seconds":60,"charge_hits":false}""").Replace("\"cost\":5,", "\"cost\":60,", StringComparison.Ordinal));
        stage.Upstream.ReplyPlain("""{"n":1}""");
        await stage.CallAsync("get_company", """{"domain":"x.com"}""");
        var before = await TransactionsAsync(stage);

        var hit = await stage.CallAsync("get_company", """{"domain":"x.com"}""");
        var other = await stage.CallAsync("get_company", """{"domain":"y.com"}""");

        hit.Body.ShouldBe("""{"n":1}""");
        hit.Header("X-Tollgate-Cost-Tokens").ShouldBe("0");
        other.Code.ShouldBe("INSUFFICIENT_TOKENS");
        (await TransactionsAsync(stage)).ShouldBe(before);
        stage.Status.Balance.ShouldBe(40);
    }

    [Fact]
    public async Task Hit_ThatIsFree_IsKeptForItsIdempotencyKey()
    {
        await using var stage = await DeclaredStage.StartAsync(File("""{"seconds":60,"charge_hits":false}"""));
        stage.Upstream.ReplyPlain("""{"n":1}""").ReplyPlain("""{"n":2}""");
        await stage.CallAsync("get_company", """{"domain":"x.com"}""");
        await stage.CallAsync("get_company", """{"domain":"x.com"}""", null, ("Idempotency-Key", "k"));
        stage.Server.Time.Advance(TimeSpan.FromSeconds(60));

        var replayed = await stage.CallAsync("get_company", """{"domain":"x.com"}""", null, ("Idempotency-Key", "k"));

        replayed.Body.ShouldBe("""{"n":1}""");
        replayed.Header("Idempotent-Replayed").ShouldBe("true");
        stage.Upstream.Count.ShouldBe(1);
        stage.Status.Balance.ShouldBe(95);
    }

    private static async Task<string> TransactionsAsync(DeclaredStage stage) =>
        (await stage.Server.GetAsync("/api/v0/list_token_transactions", stage.Key)).Body;

    [Fact]
    public async Task Answer_OfAnotherTenantOrOtherArgumentsOrTooOld_IsNotGiven()
    {
        await using var stage = await DeclaredStage.StartAsync(File("""{"seconds":60}"""));
        stage.Upstream.ReplyPlain("""{"n":1}""").ReplyPlain("""{"n":2}""").ReplyPlain("""{"n":3}""").ReplyPlain("""{"n":4}""");
        var theirs = stage.Server.Key(stage.Server.Workspace()).Secret;

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"n":1}""");
        (await stage.CallAsync("get_company", """{"domain":"x.com"}""", theirs)).Body.ShouldBe("""{"n":2}""");
        (await stage.CallAsync("get_company", """{"domain":"y.com"}""")).Body.ShouldBe("""{"n":3}""");
        stage.Server.Time.Advance(TimeSpan.FromSeconds(60));
        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"n":4}""");
    }

    [Fact]
    public async Task Failure_OfACachedTool_IsNotKept()
    {
        await using var stage = await DeclaredStage.StartAsync(File("""{"seconds":60}"""));
        stage.Upstream.ReplyPlain("{}", 500).ReplyPlain("""{"n":2}""");

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Code.ShouldBe("PROVIDER_ERROR");
        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"n":2}""");
    }
}
