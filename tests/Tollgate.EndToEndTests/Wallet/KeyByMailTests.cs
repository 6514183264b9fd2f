using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Wallet;

public sealed partial class KeyByMailTests
{
    [Fact]
    public async Task Key_ByMail_OutlivesARestartAndStaysOneWorkspace()
    {
        await using var mail = FakeSmtpServer.Start();
        using var data = new TempDirectory();
        var settings = new Dictionary<string, string>
        {
            ["TOLLGATE_SIGNUP__ENABLED"] = "true",
            ["TOLLGATE_SMTP__HOST"] = "127.0.0.1",
            ["TOLLGATE_SMTP__PORT"] = mail.Port.ToString(),
            ["TOLLGATE_SMTP__START_TLS"] = "false",
        };
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        string first;
        await using (var gateway = await TollgateProcess.StartAsync(data, settings))
        {
            first = await SignUpAsync(http, gateway, mail);
            gateway.Errors.ShouldNotContain("ann@example.org");
        }

        await using var again = await TollgateProcess.StartAsync(data, settings);
        (await BalanceAsync(http, again, first)).ShouldBe(100);
        var second = await SignUpAsync(http, again, mail);

        second.ShouldNotBe(first);
        (await BalanceAsync(http, again, second)).ShouldBe(100);
        using var manage = new ManageClient(again.Address);
        (await manage.GetAsync("workspaces"))["data"]!.AsArray().Count(w => w!["name"]!.GetValue<string>() == "ann@example.org").ShouldBe(1);
    }

    [Fact]
    public async Task Signup_WithoutAMailServer_StopsTheStart()
    {
        using var data = new TempDirectory();
        var start = async () => await TollgateProcess.StartAsync(data, new Dictionary<string, string> { ["TOLLGATE_SIGNUP__ENABLED"] = "true" });
        (await start.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("smtp.host");
    }

    private static async Task<string> SignUpAsync(HttpClient http, TollgateProcess gateway, FakeSmtpServer mail)
    {
        await PostAsync(http, gateway, """{"email":"Ann+gate@example.org"}""");
        var code = SixDigits().Match((await mail.NextAsync()).Data.Split("\n\n")[1]).Value;
        var got = await PostAsync(http, gateway, $$"""{"email":"ann@example.org","code":"{{code}}"}""");
        return got.GetProperty("api_key").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, TollgateProcess gateway, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(gateway.Address, "/api/v0/get_api_key"), content);
        var body = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(body);
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    private static async Task<long> BalanceAsync(HttpClient http, TollgateProcess gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/api/v0/get_token_balance"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("balance").GetInt64();
    }

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SixDigits();
}
