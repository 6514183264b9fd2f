using System.Text;
using Tollgate.EndToEndTests.Kit;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Secrets;

/// <summary>Secrets and what was said are nowhere but where they must be.</summary>
public sealed class CanaryTests
{
    private const string ProviderKey = "sk-canary-provider-7f3a9c";
    private const string Prompt = "canary-prompt-5e81d2";

    [Fact]
    public async Task Secrets_OfCallsGoodAndBad_AreInNoLogErrorOrFile()
    {
        await using var scene = await Scene.StartAsync();
        await scene.Manage.PutAsync(
            $"workspaces/{scene.Workspace}/providers/openai", $$"""{"api_key":"{{ProviderKey}}","base_url":"{{scene.Upstream.BaseUrl}}"}""");
        var (_, secret) = await scene.KeyAsync("""{"name":"k","budget_usd":0.01}""");
        var body = $$"""{"model":"metered-1","max_tokens":100,"messages":[{"role":"user","content":"{{Prompt}}"}]}""";

        using (var good = await scene.ChatAsync(secret, body))
        {
            good.IsSuccessStatusCode.ShouldBeTrue();
        }

        var said = new StringBuilder();
        foreach (var status in new[] { 400, 401, 403, 404, 422, 429, 500, 503 })
        {
            // A provider that repeats the key and the prompt in its error.
            scene.Upstream.Fails = (status, $$"""
                {"error":{"message":"Incorrect API key provided: {{ProviderKey}}","type":"x","code":"y"} }
                """);
            said.Append(await SayAsync(scene, secret, body));
        }

        scene.Upstream.Fails = null;
        said.Append(await SayAsync(scene, secret, body.Replace("\"max_tokens\":100", "\"max_tokens\":16000", StringComparison.Ordinal)));
        said.Append(await SayAsync(scene, secret, body + "x"));
        said.Append(await SayAsync(scene, secret + "x", body));
        said.Append((await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/providers/openai")).ToJsonString());
        said.Append((await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls")).ToJsonString());
        var doctor = await scene.CommandAsync("doctor");
        said.Append(doctor.Output).Append(doctor.Errors);
        (await scene.Gateway.StopAsync()).ShouldBe(0, scene.Gateway.Errors);

        scene.Upstream.Seen.ShouldContain(s => s.Authorization == "Bearer " + ProviderKey && s.Body.Contains(Prompt));
        scene.Upstream.Seen.ShouldNotContain(s => s.Authorization.Contains(secret) || s.Body.Contains(secret));
        foreach (var canary in new[] { ProviderKey, Prompt, secret, secret["tg_live_".Length..][10..] })
        {
            said.ToString().ShouldNotContain(canary, Case.Sensitive);
            (scene.Gateway.Output + scene.Gateway.Errors).ShouldNotContain(canary, Case.Sensitive);
            FilesWith(scene.Gateway.Data, canary).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Secrets_AtTheMostTalkativeLogLevel_AreNotLogged()
    {
        using var data = new TempDirectory();
        await using var upstream = await LoadUpstream.StartAsync();
        var settings = new Dictionary<string, string> { ["TOLLGATE_LOG__LEVEL"] = "trace" };
        await using var gateway = await TollgateProcess.StartAsync(data, settings);
        using var manage = new ManageClient(gateway.Address);
        var workspace = (await manage.PostAsync("workspaces", """{"name":"w"}"""))["id"]!.GetValue<string>();
        await manage.PutAsync($"workspaces/{workspace}/providers/openai", $$"""{"api_key":"{{ProviderKey}}","base_url":"{{upstream.BaseUrl}}"}""");
        var secret = (await manage.PostAsync($"workspaces/{workspace}/keys", """{"name":"k"}"""))["secret"]!.GetValue<string>();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        // In the query, as some SDKs send it.
        using var answer = await http.GetAsync("/v1/models?key=" + secret);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        (await gateway.StopAsync()).ShouldBe(0);

        foreach (var canary in new[] { ProviderKey, secret, TollgateProcess.AdminToken })
        {
            (gateway.Output + gateway.Errors).ShouldNotContain(canary, Case.Sensitive);
        }
    }

    private static async Task<string> SayAsync(Scene scene, string secret, string body)
    {
        using var answer = await scene.ChatAsync(secret, body);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return answer.Headers + await answer.Content.ReadAsStringAsync() + "\n";
    }

    private static List<string> FilesWith(TempDirectory data, string canary) =>
        Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories)
            .Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0)
            .ToList();
}
