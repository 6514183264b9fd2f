using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;

namespace Tollgate.EdgeTests.Tools;

public sealed class WalletToolsTests
{
    [Fact]
    public async Task Balance_OfANewWallet_HasItsStartAndEveryPrice()
    {
        await using var stage = await ToolStage.StartAsync();

        var json = (await stage.GetAsync("get_token_balance")).Json;

        json.GetProperty("balance").GetInt64().ShouldBe(100);
        json.GetProperty("reserved").GetInt64().ShouldBe(0);
        json.GetProperty("auto_reload").GetRawText().ShouldBe(
            """{"enabled":false,"threshold_tokens":0,"topup_usd":0,"status":"off","action_url":null}""");
        json.GetProperty("tools").GetProperty("socials").GetProperty("list_linkedin_company_employees").GetProperty("cost").GetInt64().ShouldBe(30);
        json.GetProperty("tools").GetProperty("signals").GetProperty("ping").GetProperty("cost").GetInt64().ShouldBe(0);
        json.GetProperty("tools").EnumerateObject().Select(p => p.Name).ShouldBe(["admin", "socials", "data", "signals"]);
    }

    [Fact]
    public async Task Purchase_WithAGoodCard_IsCreditedAtOnceAndInvoiced()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");

        var bought = await stage.PostAsync("buy_tokens", """{"amount_usd": 25}""");

        bought.Json.GetProperty("status").GetString().ShouldBe("ok");
        bought.Json.GetProperty("charged_usd").GetRawText().ShouldBe("25");
        bought.Json.GetProperty("tokens").GetInt64().ShouldBe(2500);
        bought.Json.GetProperty("balance").GetInt64().ShouldBe(2600);
        var invoice = (await stage.GetAsync("list_invoices")).Json.GetProperty("invoices").EnumerateArray().ShouldHaveSingleItem();
        invoice.GetProperty("id").GetString().ShouldBe(bought.Json.GetProperty("invoice_id").GetString());
        invoice.GetProperty("type").GetString().ShouldBe("purchase");
        invoice.GetProperty("amount_usd").GetRawText().ShouldBe("25");
        invoice.GetProperty("status").GetString().ShouldBe("paid");
        (await stage.TypesAsync()).ShouldBe(["purchase", "grant"]);
    }

    [Fact]
    public async Task Purchase_WhoseOutcomeACrashHid_IsNotRunAgainWhateverTheWorkspaceSays()
    {
        const string ask = """{"amount_usd":25}""";
        await using var stage = await ToolStage.StartAsync();
        stage.Server.Customers.Change(stage.Tenant, w => w with { Settings = w.Settings with { UnknownOutcome = UnknownOutcome.RunAgain } });
        await SaveCardAsync(stage, "4242424242424242");
        (await stage.Server.Meter.ClaimAsync(new IdempotencyClaim(
            stage.Key.Key.Key.Id.Value,
            SHA256.HashData("k"u8),
            RequestFingerprint.Of("POST", "/api/v0/buy_tokens", Encoding.UTF8.GetBytes(ask)),
            12345,
            stage.Server.Time.GetUtcNow().ToUnixTimeMilliseconds()))).ShouldBeTrue();

        var reply = await stage.PostAsync("buy_tokens", ask, null, ("Idempotency-Key", "k"));

        reply.Code.ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("4.99")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("2000.01")]
    [InlineData("5.001")]
    [InlineData("\"25\"")]
    [InlineData("1e400")]
    [InlineData("[25]")]
    public async Task Purchase_OfAnAmountOutOfBounds_IsRefusedAtTheField(string amount)
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");
        var reply = await stage.PostAsync("buy_tokens", $$"""{"amount_usd": {{amount}}}""");
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("amount_usd");
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("5.00", 500)]
    [InlineData("5.5", 550)]
    [InlineData("2000", 200_000)]
    public async Task Purchase_AtTheBounds_BuysToTheToken(string amount, long tokens)
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");
        var reply = await stage.PostAsync("buy_tokens", $$"""{"amount_usd": {{amount}}}""");
        reply.Json.GetProperty("tokens").GetInt64().ShouldBe(tokens);
    }

    [Fact]
    public async Task Purchase_WithoutACard_AsksForACheckout()
    {
        await using var stage = await ToolStage.StartAsync();
        var reply = await stage.PostAsync("buy_tokens", """{"amount_usd": 25}""");
        ((int)reply.Status).ShouldBe(200);
        reply.Json.GetProperty("status").GetString().ShouldBe("checkout_required");
        reply.Json.TryGetProperty("checkout_url", out _).ShouldBeTrue();
        stage.Status.Balance.ShouldBe(100);
    }

    [Theory]
    [InlineData("4000000000000341", "generic_decline")]
    [InlineData("4000000000009995", "insufficient_funds")]
    public async Task Purchase_ThatIsDeclined_CarriesTheWholeRow(string card, string code)
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, card);

        var reply = await stage.PostAsync("buy_tokens", """{"amount_usd": 25}""");

        ((int)reply.Status).ShouldBe(402);
        reply.Code.ShouldBe("CARD_DECLINED");
        reply.Error.GetProperty("type").GetString().ShouldBe("billing_error");
        reply.Error.GetProperty("decline_code").GetString().ShouldBe(code);
        reply.Error.TryGetProperty("checkout_url", out _).ShouldBeTrue();
        reply.Error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Purchase_UnderAnIdempotencyKey_ChargesOnce()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");

        var first = await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", null, ("Idempotency-Key", "k"));
        var again = await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", null, ("Idempotency-Key", "k"));

        again.Body.ShouldBe(first.Body);
        stage.Status.Balance.ShouldBe(600);
        stage.Server.Ledger.PaymentRows.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Decline_UnderAnIdempotencyKey_IsReplayedAndAsksTheCardOnce()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4000000000000341");

        var first = await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", null, ("Idempotency-Key", "k"));
        var again = await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", null, ("Idempotency-Key", "k"));

        ((int)again.Status).ShouldBe(402);
        again.Body.ShouldBe(first.Body);
        stage.Server.Ledger.PaymentRows.All.Count(p => p.Type == Metering.Payments.PaymentType.Purchase).ShouldBe(1);
    }

    [Fact]
    public async Task AutoReload_SwitchedOn_AnswersHowItStands()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");

        var on = await stage.PostAsync("set_auto_reload", """{"enabled":true,"threshold_tokens":50,"topup_usd":50}""");

        on.Body.ShouldBe("""{"enabled":true,"threshold_tokens":50,"topup_usd":50,"status":"armed","action_url":null}""");
        var off = await stage.PostAsync("set_auto_reload", """{"enabled":false}""");
        off.Json.GetProperty("status").GetString().ShouldBe("off");
        off.Json.GetProperty("threshold_tokens").GetInt64().ShouldBe(50);
    }

    [Theory]
    [InlineData("""{}""", "enabled")]
    [InlineData("""{"enabled":true}""", "threshold_tokens")]
    [InlineData("""{"enabled":true,"threshold_tokens":200}""", "topup_usd")]
    [InlineData("""{"enabled":true,"threshold_tokens":200,"topup_usd":4}""", "topup_usd")]
    [InlineData("""{"enabled":true,"threshold_tokens":-1,"topup_usd":50}""", "threshold_tokens")]
    [InlineData("""{"enabled":"yes"}""", "enabled")]
    public async Task AutoReload_ThatMakesNoSense_IsRefusedAtTheField(string json, string param)
    {
        await using var stage = await ToolStage.StartAsync();
        (await stage.PostAsync("set_auto_reload", json)).Param.ShouldBe(param);
    }

    [Fact]
    public async Task PaidCall_OnAShortWallet_IsToppedUpOnceInsteadOfRefused()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");
        await stage.PostAsync("set_auto_reload", """{"enabled":true,"threshold_tokens":1,"topup_usd":5}""");
        ((int)(await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"a"}""")).Status).ShouldBe(200);

        ((int)(await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"b"}""")).Status).ShouldBe(200);

        stage.Status.Balance.ShouldBe(440);
        stage.Server.Ledger.PaymentRows.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task PaidCall_WhoseTopUpIsDeclined_IsRefusedForTokens()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4000000000000341");
        await stage.PostAsync("set_auto_reload", """{"enabled":true,"threshold_tokens":1,"topup_usd":5}""");
        ((int)(await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"a"}""")).Status).ShouldBe(200);

        (await stage.PostAsync("list_linkedin_company_employees_posts", """{"company":"b"}""")).Code.ShouldBe("INSUFFICIENT_TOKENS");

        stage.Status.Balance.ShouldBe(20);
        stage.Posts.Runs.ShouldBe(1);
    }

    [Fact]
    public async Task ZeroBalance_LeavesEveryFreeTool_AndRefusesThePaidOne()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");
        stage.CompanyPosts.Answer = (_, _) => new(Tollgate.Tools.Calling.ToolAnswer.Ok(_ => { }));
        for (var i = 0; i < 20; i++)
        {
            await stage.PostAsync("list_linkedin_company_posts", $$"""{"company":"c{{i}}"}""");
        }

        stage.Status.Balance.ShouldBe(0);
        foreach (var free in new[] { "ping", "get_token_balance", "list_invoices", "list_token_transactions", "audit_spend", "get_billing_portal", "list_api_keys" })
        {
            ((int)(await stage.GetAsync(free)).Status).ShouldBe(200, free);
        }

        var refused = await stage.PostAsync("list_linkedin_company_posts", """{"company":"x"}""");
        refused.Error.GetProperty("balance_tokens").GetInt64().ShouldBe(0);
        ((int)(await stage.PostAsync("set_auto_reload", """{"enabled":false}""")).Status).ShouldBe(200);
        ((int)(await stage.PostAsync("get_api_key", """{"email":"zero@example.org"}""")).Status).ShouldBe(200);
        ((int)(await stage.PostAsync("revoke_api_key", $$"""{"key_id":"{{stage.Issue().Key.Key.Id}}"}""")).Status).ShouldBe(200);
        ((int)(await stage.PostAsync("buy_tokens", """{"amount_usd":5}""")).Status).ShouldBe(200);
        ((int)(await stage.PostAsync("list_linkedin_company_posts", """{"company":"x"}""")).Status).ShouldBe(200);
        stage.Status.Balance.ShouldBe(495);
    }

    [Fact]
    public async Task TestKey_ThatBuys_FillsAWalletOfItsOwn()
    {
        await using var stage = await ToolStage.StartAsync();
        var test = stage.Issue(mode: KeyMode.Test);
        await stage.Server.ManageAsync(HttpMethod.Put, $"/workspaces/{stage.Tenant.Workspace.Id}/wallet/card", """{"test_card":"4242424242424242","mode":"test"}""");

        ((int)(await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", test.Secret)).Status).ShouldBe(200);

        (await stage.GetAsync("get_token_balance", test.Secret)).Json.GetProperty("balance").GetInt64().ShouldBe(600);
        stage.Status.Balance.ShouldBe(100);
        (await stage.PostAsync("buy_tokens", """{"amount_usd":5}""")).Json.GetProperty("status").GetString().ShouldBe("checkout_required");
    }

    [Fact]
    public async Task Transactions_InPages_AreAllThereOnce()
    {
        await using var stage = await ToolStage.StartAsync();
        await stage.PostAsync("list_linkedin_company_employees", """{"domain":"a.com"}""");
        var seen = new List<long>();
        string? cursor = null;
        do
        {
            var page = await stage.GetAsync("list_token_transactions?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(page.Json.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("number").GetInt64()));
            cursor = page.Json.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        seen.ShouldBe([3, 2, 1]);
        var filtered = await stage.GetAsync("list_token_transactions?tool=list_linkedin_company_employees");
        filtered.Json.GetProperty("transactions").EnumerateArray().Sum(t => t.GetProperty("change").GetInt64()).ShouldBe(-30);
        (await stage.GetAsync("list_token_transactions?cursor=x")).Param.ShouldBe("cursor");
        (await stage.GetAsync("list_token_transactions?from=2026-01-01")).Param.ShouldBe("from");
    }

    [Fact]
    public async Task Manage_OfAWallet_GrantsShowsAndSavesACard()
    {
        await using var stage = await ToolStage.StartAsync();
        var path = $"/workspaces/{stage.Tenant.Workspace.Id}/wallet";

        var granted = await stage.Server.ManageAsync(HttpMethod.Post, path + "/grants", """{"tokens":50,"reason":"welcome","expires_at":"2026-01-16T00:00:00Z"}""");
        var card = await SaveCardAsync(stage, "4242424242424242");
        var shown = await stage.Server.ManageAsync(HttpMethod.Get, path);

        ((int)granted.Status).ShouldBe(201);
        ((int)card.Status).ShouldBe(200);
        shown.Json.GetProperty("balance_tokens").GetInt64().ShouldBe(150);
        shown.Json.GetProperty("reserved_tokens").GetInt64().ShouldBe(0);
        shown.Json.GetProperty("auto_reload").GetProperty("status").GetString().ShouldBe("off");
        shown.Json.GetProperty("card").GetProperty("last4").GetString().ShouldBe("4242");
        shown.Body.ShouldNotContain("4242424242424242");
        stage.Server.Time.Advance(TimeSpan.FromDays(1));
        (await stage.Server.ManageAsync(HttpMethod.Get, path)).Json.GetProperty("balance_tokens").GetInt64().ShouldBe(100);
        (await stage.Server.ManageAsync(HttpMethod.Get, path + "?mode=test")).Json.GetProperty("card").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("POST", "/grants", """{"tokens":0,"reason":"x"}""", "tokens")]
    [InlineData("POST", "/grants", """{"reason":"x"}""", "tokens")]
    [InlineData("POST", "/grants", """{"tokens":5}""", "reason")]
    [InlineData("POST", "/grants", """{"tokens":5,"reason":"x","expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("PUT", "/card", """{"test_card":"4111111111111112"}""", "test_card")]
    [InlineData("PUT", "/card", """{}""", "test_card")]
    [InlineData("GET", "?else=1", null, "else")]
    public async Task Manage_OfAWallet_RefusesAtTheField(string method, string path, string? json, string param)
    {
        await using var stage = await ToolStage.StartAsync();
        var reply = await stage.Server.ManageAsync(new HttpMethod(method), $"/workspaces/{stage.Tenant.Workspace.Id}/wallet{path}", json);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Fact]
    public async Task Purchase_WithoutTheScope_IsRefused()
    {
        await using var stage = await ToolStage.StartAsync();
        await SaveCardAsync(stage, "4242424242424242");
        var reply = await stage.PostAsync("buy_tokens", """{"amount_usd":5}""", stage.Issue(KeyScopes.Default).Secret);
        reply.Code.ShouldBe("PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("wallet_buy");
    }

    private static Task<Reply> SaveCardAsync(ToolStage stage, string number) => stage.Server.ManageAsync(
        HttpMethod.Put, $"/workspaces/{stage.Tenant.Workspace.Id}/wallet/card", $$"""{"test_card":"{{number}}"}""");
}
