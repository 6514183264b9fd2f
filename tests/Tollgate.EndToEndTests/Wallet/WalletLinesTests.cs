using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Wallet;

/// <summary>The lines that people paste work as they stand, against a process.</summary>
public sealed partial class WalletLinesTests
{
    // As users of such wallets know them, with host and key exchanged.
    private const string KnownLines = """
        curl https://admin.example.com/api/v0/get_token_balance \
          -H "Authorization: Bearer $GTM_ENGINE_API_KEY"
        echo
        curl -X POST https://admin.example.com/api/v0/buy_tokens \
          -H "Authorization: Bearer $GTM_ENGINE_API_KEY" \
          -H "Content-Type: application/json" \
          -d '{"amount_usd": 25}'
        echo
        curl -X POST https://admin.example.com/api/v0/set_auto_reload \
          -H "Authorization: Bearer $GTM_ENGINE_API_KEY" \
          -H "Content-Type: application/json" \
          -d '{
            "enabled": true,
            "threshold_tokens": 200,
            "topup_usd": 50
          }'
        echo
        curl https://admin.example.com/api/v0/list_invoices \
          -H "Authorization: Bearer $GTM_ENGINE_API_KEY"
        """;

    [Fact]
    public async Task KnownLines_InTheirOrder_BuyAndArm()
    {
        await using var scene = await WalletScene.StartAsync();
        await scene.SaveCardAsync("4242424242424242");

        var answers = await RunAsync(scene, KnownLines.Replace("https://admin.example.com", scene.Url, StringComparison.Ordinal));

        answers[0].GetProperty("balance").GetInt64().ShouldBe(100);
        answers[0].GetProperty("tools").GetProperty("admin").GetProperty("buy_tokens").GetProperty("cost").GetInt64().ShouldBe(0);
        answers[1].GetProperty("status").GetString().ShouldBe("ok");
        answers[1].GetProperty("tokens").GetInt64().ShouldBe(2500);
        answers[1].GetProperty("balance").GetInt64().ShouldBe(2600);
        answers[2].GetRawText().ShouldBe("""{"enabled":true,"threshold_tokens":200,"topup_usd":50,"status":"armed","action_url":null}""");
        answers[3].GetProperty("invoices")[0].GetProperty("id").GetString().ShouldBe(answers[1].GetProperty("invoice_id").GetString());
    }

    [Fact]
    public async Task KnownLines_UnderAHostNameOfTheServer_WorkToo()
    {
        await using var scene = await WalletScene.StartAsync(new Dictionary<string, string> { ["TOLLGATE_TOOLS__HOSTS__ADMIN"] = "admin.example.com" });
        await scene.SaveCardAsync("4242424242424242");
        var lines = KnownLines.Replace("https://admin.example.com", scene.Url, StringComparison.Ordinal)
            .Replace("curl ", "curl -H 'Host: admin.example.com' ", StringComparison.Ordinal);

        var answers = await RunAsync(scene, lines);

        answers[1].GetProperty("balance").GetInt64().ShouldBe(2600);
    }

    [Fact]
    public async Task Purchase_WithoutACardOrByABadOne_AnswersAsTheContractSays()
    {
        await using var scene = await WalletScene.StartAsync();
        var (status, json) = await scene.CallAsync("buy_tokens", """{"amount_usd": 25}""");
        (status, json.GetProperty("status").GetString()).ShouldBe((200, "checkout_required"));

        (status, json) = await scene.CallAsync("buy_tokens", """{"amount_usd": 4.99}""");
        (status, json.GetProperty("error").GetProperty("param").GetString()).ShouldBe((400, "amount_usd"));

        await scene.SaveCardAsync("4000000000000341");
        (status, json) = await scene.CallAsync("buy_tokens", """{"amount_usd": 25}""");
        status.ShouldBe(402);
        json.GetProperty("error").GetProperty("code").GetString().ShouldBe("CARD_DECLINED");
        json.GetProperty("error").GetProperty("decline_code").GetString().ShouldNotBeNullOrEmpty();
        json.GetProperty("error").TryGetProperty("checkout_url", out _).ShouldBeTrue();
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("balance").GetInt64().ShouldBe(100);
    }

    [Fact]
    public async Task Purchase_BeforeAKill_IsThereAfterIt()
    {
        await using var scene = await WalletScene.StartAsync();
        await scene.SaveCardAsync("4242424242424242");
        var (_, bought) = await scene.CallAsync("buy_tokens", """{"amount_usd": 25}""", ("Idempotency-Key", "one"));

        await scene.Gateway.KillAsync();
        await scene.StartGatewayAsync();
        var (status, again) = await scene.CallAsync("buy_tokens", """{"amount_usd": 25}""", ("Idempotency-Key", "one"));

        status.ShouldBe(200);
        again.GetRawText().ShouldBe(bought.GetRawText());
        (await scene.CallAsync("get_token_balance", null)).Json.GetProperty("balance").GetInt64().ShouldBe(2600);
        (await scene.Manage.GetAsync("ledger/verify"))["ok"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Examples_OfThePage_AnswerAsItSays()
    {
        var page = await File.ReadAllTextAsync(Repository.At("docs", "using", "wallet.md"));
        var examples = Example().Matches(page).Select(m => (Lines: m.Groups[1].Value, Answer: m.Groups[2].Value.Trim())).ToList();
        examples.Count.ShouldBeGreaterThan(4);
        await using var scene = await WalletScene.StartAsync();
        foreach (var (lines, answer) in examples)
        {
            // What curl answers has no line's end of its own.
            var run = await scene.RunAsync(lines.Replace("\ncurl", "\necho; curl", StringComparison.Ordinal));

            run.ExitCode.ShouldBe(0, run.ToString());
            Plain(run.Output).ShouldBe(answer, lines);
        }
    }

    [Fact]
    public async Task Sample_OfTheWallet_PrintsAsExpected()
    {
        await using var scene = await WalletScene.StartAsync();
        await scene.SaveCardAsync("4242424242424242");

        var run = await RunProgram.ToEndAsync(
            "bash", ["wallet.sh"], new Dictionary<string, string> { ["TOLLGATE_URL"] = scene.Url, ["TOLLGATE_API_KEY"] = scene.Key }, Repository.At("samples", "curl"));

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe(await File.ReadAllTextAsync(Repository.At("samples", "curl", "wallet-expected.txt")), run.ToString());
    }

    private static async Task<JsonElement[]> RunAsync(WalletScene scene, string lines)
    {
        var run = await scene.RunAsync(lines.Replace("curl ", "curl -sS ", StringComparison.Ordinal));
        run.ExitCode.ShouldBe(0, run.ToString());
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Plain(string output) => string.Join(
        '\n', Moment().Replace(Ids().Replace(output, "$1_..."), "\"...\"").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```sh\n(.*?)```\n```json\n(.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();

    [GeneratedRegex("(pay|req|key|ws)_[0-9A-Za-z]{22}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();

    [GeneratedRegex("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();
}
