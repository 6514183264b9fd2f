using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Inference.Providers;

namespace Tollgate.EdgeTests.Manage;

public sealed class ProvidersTests
{
    private const string Canary = "sk-canary-0123456789-abcd";

    [Fact]
    public async Task Provider_Put_IsSealedAndNeverShown()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/providers";
        var made = await server.ManageAsync(HttpMethod.Put, path + "/openai", $$"""{"api_key":"{{Canary}}","timeout_seconds":30}""");
        ((int)made.Status).ShouldBe(201);
        made.Body.ShouldNotContain("canary");
        made.Json.GetProperty("kind").GetString().ShouldBe("openai");
        made.Json.GetProperty("keys").GetRawText().ShouldBe("""[{"hint":"abcd","weight":1,"state":"closed","retry_at":null,"consecutive_failures":0,"last_error":null}]""");
        (await server.ManageAsync(HttpMethod.Get, path)).Body.ShouldNotContain("canary");
        (await server.ManageAsync(HttpMethod.Get, path + "/openai")).Body.ShouldBe(made.Body);

        var stored = server.CustomerStore.Load().Providers.Single().Credentials.Single().Sealed;
        Encoding.UTF8.GetString(stored).ShouldNotContain("canary");
        server.Box.TryOpen(stored, tenant.Workspace.Id, "openai", out var secret).ShouldBeTrue();
        secret.ShouldBe(Canary);

        ((int)(await server.ManageAsync(HttpMethod.Put, path + "/openai", """{"api_key":"short"}""")).Status).ShouldBe(200);
        tenant.Providers["openai"].Credentials.Single().Hint.ShouldBeEmpty();
        ((int)(await server.ManageAsync(HttpMethod.Delete, path + "/openai")).Status).ShouldBe(204);
        (await server.ManageAsync(HttpMethod.Get, path + "/openai")).Code.ShouldBe("NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"base_url":"https://evil.example/v1"}""")]
    [InlineData("""{"kind":"openai_compatible","base_url":"https://good.example/v1"}""")]
    [InlineData("""{}""")]
    public async Task Address_ChangedWithoutTheKey_IsRefusedAndNothingMoves(string body)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/providers/openai";
        await server.ManageAsync(HttpMethod.Put, path, $$"""{"api_key":"{{Canary}}","base_url":"https://good.example/v1"}""");
        var reply = await server.ManageAsync(HttpMethod.Put, path, body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("api_key");
        tenant.Providers["openai"].BaseUrl.ShouldBe("https://good.example/v1");
        tenant.Providers["openai"].Kind.ShouldBe("openai");
    }

    [Fact]
    public async Task Address_KeptWithoutTheKey_KeepsTheKey()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/providers/openai";
        await server.ManageAsync(HttpMethod.Put, path, $$"""{"api_key":"{{Canary}}","base_url":"https://good.example/v1"}""");
        var before = tenant.Providers["openai"].Credentials;
        var reply = await server.ManageAsync(HttpMethod.Put, path, """{"base_url":"https://good.example/v1","timeout_seconds":9}""");
        ((int)reply.Status).ShouldBe(200);
        tenant.Providers["openai"].Credentials.ShouldBe(before);
        tenant.Providers["openai"].Timeout.ShouldBe(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Compatible_WithoutAKey_HasNothingToLoseWhenItMoves()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var path = $"/workspaces/{tenant.Workspace.Id}/providers/ollama";
        foreach (var port in new[] { 11434, 11435 })
        {
            var body = $$"""{"kind":"openai_compatible","base_url":"http://127.0.0.1:{{port}}/v1"}""";
            ((int)(await server.ManageAsync(HttpMethod.Put, path, body)).Status).ShouldBeOneOf(200, 201);
        }

        await server.ManageAsync(HttpMethod.Post, path + "/test", """{"model":"llama"}""");
        server.Provider.Last.ShouldNotBeNull().Target.ApiKey.ShouldBeEmpty();
        server.Provider.Last.Target.BaseUrl.Port.ShouldBe(11435);
    }

    [Theory]
    [InlineData("openai", """{}""", "api_key")]
    [InlineData("openai", """{"api_key":"a b"}""", "api_key")]
    [InlineData("openai", """{"api_key":"k","keys":[{"api_key":"k"}]}""", "keys")]
    [InlineData("openai", """{"keys":[{"weight":1}]}""", "keys[0].api_key")]
    [InlineData("openai", """{"keys":[{"api_key":"k","weight":0}]}""", "keys[0].weight")]
    [InlineData("openai", """{"keys":[{"api_key":"k","other":0}]}""", "keys[0].other")]
    [InlineData("openai", """{"api_key":"k","base_url":"ftp://x/v1"}""", "base_url")]
    [InlineData("openai", """{"api_key":"k","base_url":"/v1"}""", "base_url")]
    [InlineData("openai", """{"api_key":"k","base_url":"https://u:p@x/v1"}""", "base_url")]
    [InlineData("openai", """{"api_key":"k","base_url":"https://x/v1?a=b"}""", "base_url")]
    [InlineData("openai", """{"api_key":"k","timeout_seconds":0}""", "timeout_seconds")]
    [InlineData("openai", """{"api_key":"k","kind":"practice"}""", "kind")]
    [InlineData("anthropic", """{"api_key":"k","kind":"gemini"}""", "kind")]
    [InlineData("mine", """{"api_key":"k","kind":"unknown"}""", "kind")]
    [InlineData("mine", """{"api_key":"k","kind":"openai_compatible"}""", "base_url")]
    [InlineData("xai", """{}""", "api_key")]
    [InlineData("mine", """{"kind":"groq"}""", "api_key")]
    [InlineData("azure", """{"api_key":"k"}""", "base_url")]
    [InlineData("azure", """{"api_key":"k","base_url":"https://n.openai.azure.com/other"}""", "base_url")]
    [InlineData("azure", """{"api_key":"k","base_url":"https://n.openai.azure.com/openai/deployments/d"}""", "base_url")]
    [InlineData("azure", """{"api_key":"k","base_url":"https://n.openai.azure.com/openai/deployments/d/e?api-version=1"}""", "base_url")]
    [InlineData("azure", """{"api_key":"k","base_url":"https://n.openai.azure.com?api-version="}""", "base_url")]
    [InlineData("azure", """{"api_key":"k","base_url":"https://n.openai.azure.com?api-version=1&a=b"}""", "base_url")]
    [InlineData("xai", """{"api_key":"k","base_url":"https://x/v1?api-version=1"}""", "base_url")]
    [InlineData("Bad%20Name", """{"api_key":"k"}""", "name")]
    public async Task Body_ThatIsWrong_NamesTheField(string name, string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        var reply = await server.ManageAsync(HttpMethod.Put, $"/workspaces/{tenant.Workspace.Id}/providers/{name}", body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
        tenant.Providers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trial_OfPractice_NeedsNoAccount()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/providers/practice/test";
        (await server.ManageAsync(HttpMethod.Post, path, """{"model":"echo"}""")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Trial_OfAProvider_SaysWhetherAddressAndKeyWork()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/providers/openai";
        await server.ManageAsync(HttpMethod.Put, path, $$"""{"api_key":"{{Canary}}","base_url":"http://127.0.0.1:1/v1"}""");

        var good = await server.ManageAsync(HttpMethod.Post, path + "/test", """{"model":"gpt-4o-mini"}""");
        good.Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        server.Provider.Last.ShouldNotBeNull().Target.ApiKey.ShouldBe(Canary);
        Encoding.UTF8.GetString(server.Provider.Last.Body.Span).ShouldBe(
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"ping"}],"max_tokens":1}""");

        server.Provider.Status = 401;
        var bad = await server.ManageAsync(HttpMethod.Post, path + "/test", """{"model":"gpt-4o-mini"}""");
        bad.Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        bad.Json.GetProperty("provider_status").GetInt32().ShouldBe(401);
        bad.Body.ShouldNotContain("canary");

        server.Provider.Error = new ProviderError(ProviderErrorKind.NotSent, "refused");
        var dead = await server.ManageAsync(HttpMethod.Post, path + "/test", """{"model":"gpt-4o-mini"}""");
        dead.Json.GetProperty("reason").GetString().ShouldBe("The provider could not be reached.");
    }

    [Fact]
    public async Task Trial_NamesNoModel_TakesTheCheapestWithAPriceThere()
    {
        await using var server = await EdgeServer.StartAsync();
        var workspace = $"/workspaces/{server.Workspace().Workspace.Id}";
        await server.ManageAsync(HttpMethod.Put, workspace + "/providers/openai", """{"api_key":"k","base_url":"http://127.0.0.1:1/v1"}""");
        await server.ManageAsync(HttpMethod.Put, workspace + "/providers/mine", """{"kind":"openai_compatible","base_url":"http://127.0.0.1:1/v1"}""");

        (await server.ManageAsync(HttpMethod.Post, workspace + "/providers/openai/test")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        server.Provider.Last!.Model.ShouldBe("gpt-4.1-nano");

        (await server.ManageAsync(HttpMethod.Post, workspace + "/providers/mine/test")).Param.ShouldBe("model");
        await server.ManageAsync(HttpMethod.Put, workspace + "/prices/mine/dear", """{"input_per_mtok":0,"output_per_mtok":2}""");
        await server.ManageAsync(HttpMethod.Put, workspace + "/prices/mine/cheap", """{"input_per_mtok":0,"output_per_mtok":1}""");
        (await server.ManageAsync(HttpMethod.Post, workspace + "/providers/mine/test")).Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        server.Provider.Last!.Model.ShouldBe("cheap");
    }
}
