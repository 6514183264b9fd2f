using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Kit;

/// <summary>A gateway in a process of its own, an upstream, and a workspace that reaches it. The model <c>metered-1</c> costs nothing for input
/// and ten USD for a million output tokens, so a call's bound is its <c>max_tokens</c> times 0.00001 USD.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string ProviderKey = "sk-upstream-key-of-the-tests";
    private readonly TempDirectory _data = new();

    public TollgateProcess Gateway { get; private set; } = null!;

    public ManageClient Manage { get; private set; } = null!;

    public LoadUpstream Upstream { get; private set; } = null!;

    /// <summary>At most 256 connections to the gateway.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Id of the workspace.</summary>
    public string Workspace { get; private set; } = "";

    /// <summary>What the vendor's SDK takes as its base URL.</summary>
    public Uri BaseUrl => new(Gateway.Address, "/v1");

    public static async Task<Scene> StartAsync(string workspace = """{"name":"scene","requests_per_minute":null}""")
    {
        var scene = new Scene { Upstream = await LoadUpstream.StartAsync() };
        var ready = false;
        try
        {
            await scene.StartGatewayAsync();
            await scene.FurnishAsync(workspace);
            ready = true;
            return scene;
        }
        finally
        {
            if (!ready)
            {
                // No process outlives the test that started it.
                await scene.DisposeAsync();
            }
        }
    }

    /// <summary>Starts the gateway again on the same data, after it was stopped or killed.</summary>
    public async Task StartGatewayAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        Manage?.Dispose();
        Gateway = await TollgateProcess.StartAsync(_data, environment);
        Manage = new ManageClient(Gateway.Address);
    }

    /// <summary>Makes a key; body as the management API takes it. Its id and its secret.</summary>
    public async Task<(string Id, string Secret)> KeyAsync(string body = """{"name":"k"}""")
    {
        var key = await Manage.PostAsync($"workspaces/{Workspace}/keys", body);
        return (key["id"]!.GetValue<string>(), key["secret"]!.GetValue<string>());
    }

    /// <summary>Sends one chat call.</summary>
    public Task<HttpResponseMessage> ChatAsync(string secret, string body, CancellationToken cancellationToken = default) =>
        ChatAsync(secret, body, null, cancellationToken);

    /// <summary>Sends one chat call under an idempotency key.</summary>
    public Task<HttpResponseMessage> ChatAsync(string secret, string body, string? key, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway.Address, "/v1/chat/completions"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The budget row of a key, project or workspace.</summary>
    public async Task<JsonNode> BudgetAsync(string scope, string id)
    {
        var rows = (await Manage.GetAsync($"workspaces/{Workspace}/budgets"))["data"]!.AsArray();
        return rows.Single(r => r!["scope"]!.GetValue<string>() == scope && r["id"]!.GetValue<string>() == id)!;
    }

    /// <summary>A command of the product on the data of this scene.</summary>
    public Task<Finished> CommandAsync(params string[] arguments) => RunProgram.TollgateAsync(_data, null, arguments);

    /// <summary>Body of a call whose bound is <paramref name="maxTokens"/> times 0.00001 USD.</summary>
    public static string Body(int maxTokens, string user = "u", bool stream = false) =>
        $$"""{"model":"metered-1","max_tokens":{{maxTokens}},"user":"{{user}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Good day"}]}""";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Manage?.Dispose();
        if (Gateway is not null)
        {
            await Gateway.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        _data.Dispose();
    }

    private async Task FurnishAsync(string workspace)
    {
        Workspace = (await Manage.PostAsync("workspaces", workspace))["id"]!.GetValue<string>();
        await Manage.PutAsync(
            $"workspaces/{Workspace}/providers/openai", $$"""{"api_key":"{{ProviderKey}}","base_url":"{{Upstream.BaseUrl}}"}""");
        await Manage.PutAsync(
            $"workspaces/{Workspace}/prices/openai/metered-1",
            """{"input_per_mtok":0,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");
    }
}
