using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Pins;

namespace Tollgate.EdgeTests.Reference;

/// <summary>A gateway where every management route of the description finds what its path names.</summary>
internal sealed class ReferenceStage : IAsyncDisposable
{
    private readonly Dictionary<string, string> _parts = [];
    private string _project = "", _key = "", _call = "", _change = "";

    private ReferenceStage(EdgeServer server) => Server = server;

    public EdgeServer Server { get; }

    private static ToolForm Form => new() { Name = "echo", InputSchema = JsonDocument.Parse("""{"type":"object"}""").RootElement };

    public static async Task<ReferenceStage> StartAsync()
    {
        var stage = new ReferenceStage(await EdgeServer.StartAsync());
        stage.Server.Provider.Pieces = ["{}"u8.ToArray()];
        var tenant = stage.Server.Workspace();
        var root = $"/workspaces/{tenant.Workspace.Id}";
        stage._parts["{ws}"] = tenant.Workspace.Id.ToString();
        stage._parts["{provider}"] = stage._parts["{name}"] = "openai";
        stage._parts["{model}"] = "gpt-4o-mini";
        stage._parts["{scope}"] = "project";
        stage._project = await stage.MakeAsync(root + "/projects", """{"name":"p","budget_usd":5}""");
        stage._key = await stage.MakeAsync(root + "/keys", """{"name":"k"}""");
        await stage.Server.ManageAsync(HttpMethod.Put, root + "/providers/openai", """{"api_key":"sk-1"}""");
        var secret = stage.Server.Key(tenant, KeyMode.Test).Secret;
        var called = await stage.Server.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", secret, """{"model":"practice/echo","messages":[{"role":"user","content":"hi"}]}""");
        stage._call = called.Header("X-Request-Id") ?? called.Header("X-Tollgate-Request-Id")!;
        stage._change = stage.Server.Services.GetRequiredService<PinBook>().Observe("theirs", [Form], NewTools.Hold).Single().Id;
        return stage;
    }

    /// <summary>Those of the management API, what takes things away last.</summary>
    public IEnumerable<(string Method, string Path, JsonObject Operation)> Operations() =>
        Server.Reference.Operations.Where(o => o.Path.StartsWith("/manage/", StringComparison.Ordinal)).OrderBy(o => o.Method == "DELETE");

    /// <summary>The body that the description shows; null where there is none.</summary>
    public static JsonNode? ExampleOf(JsonObject operation) => operation["requestBody"]?["content"]?["application/json"]?["example"];

    public Task<Reply> SendAsync(string method, string path, JsonNode? body)
    {
        var id = path.Contains("/changes/", StringComparison.Ordinal) ? _change : path.Contains("/calls/", StringComparison.Ordinal) ? _call : path.Contains("/keys/", StringComparison.Ordinal) ? _key : _project;
        var filled = _parts.Aggregate(path.Replace("{id}", id, StringComparison.Ordinal), (text, part) => text.Replace(part.Key, part.Value, StringComparison.Ordinal));
        return Server.SendAsync(new HttpMethod(method), filled, EdgeServer.AdminToken, body?.ToJsonString());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task<string> MakeAsync(string path, string json) =>
        (await Server.ManageAsync(HttpMethod.Post, path, json)).Json.GetProperty("id").GetString()!;
}
