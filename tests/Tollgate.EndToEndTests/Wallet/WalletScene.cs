using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Wallet;

/// <summary>A gateway in a process of its own and a workspace whose key may buy tokens.</summary>
internal sealed class WalletScene : IAsyncDisposable
{
    private readonly TempDirectory _data = new();
    private readonly HttpClient _http = new();

    public TollgateProcess Gateway { get; private set; } = null!;

    public ManageClient Manage { get; private set; } = null!;

    public string Workspace { get; private set; } = "";

    public string Key { get; private set; } = "";

    /// <summary>Its address without a slash at the end.</summary>
    public string Url => Gateway.Address.ToString().TrimEnd('/');

    public static async Task<WalletScene> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var scene = new WalletScene();
        var ready = false;
        try
        {
            await scene.StartGatewayAsync(environment);
            scene.Workspace = (await scene.Manage.PostAsync("workspaces", """{"name":"buyers"}"""))["id"]!.GetValue<string>();
            scene.Key = (await scene.Manage.PostAsync(
                $"workspaces/{scene.Workspace}/keys",
                """{"name":"buyer","scopes":["tools","wallet_read","wallet_buy"]}"""))["secret"]!.GetValue<string>();
            ready = true;
            return scene;
        }
        finally
        {
            if (!ready)
            {
                await scene.DisposeAsync();
            }
        }
    }

    /// <summary>Starts the gateway, again on the same data after it was stopped or killed.</summary>
    public async Task StartGatewayAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        Manage?.Dispose();
        Gateway = await TollgateProcess.StartAsync(_data, environment);
        Manage = new ManageClient(Gateway.Address);
    }

    public Task SaveCardAsync(string number) =>
        Manage.PutAsync($"workspaces/{Workspace}/wallet/card", $$"""{"test_card":"{{number}}"}""");

    /// <summary>Runs a script with the names that examples use.</summary>
    public Task<Finished> RunAsync(string script) => RunProgram.ToEndAsync("bash", ["-euo", "pipefail", "-c", script], new Dictionary<string, string>
    {
        ["GATE"] = Url,
        ["API"] = Url + "/manage/v1",
        ["ADMIN"] = TollgateProcess.AdminToken,
        ["WS"] = Workspace,
        ["KEY"] = Key,
        ["GTM_ENGINE_API_KEY"] = Key,
    });

    public async Task<(int Status, JsonElement Json)> CallAsync(string tool, string? json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, $"{Url}/api/v0/{tool}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone());
    }

    /// <summary>The tools that are listed, by name.</summary>
    public async Task<JsonElement> ListAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url + "/api/v0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var response = await _http.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("tools").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Manage?.Dispose();
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        _data.Dispose();
    }
}
