using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.EdgeTests.Tools.Mcp;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools;

/// <summary>A wallet without a token left: what is free works, what has a price says how to top up, over REST and over MCP alike. Every tool that is
/// built in is asked.</summary>
public sealed class ZeroBalanceTests
{
    // Arguments of tools that want some which cannot be made up from their parameters.
    private static readonly Dictionary<string, string> Given = new(StringComparer.Ordinal)
    {
        ["get_api_key"] = """{"email":"ann@example.org"}""",
        ["buy_tokens"] = """{"amount_usd":5}""",
        ["set_auto_reload"] = """{"enabled":false}""",
        ["set_signals_order"] = """{"order":["signal_hiring_role"]}""",
    };

    [Fact]
    public async Task FreeTool_WhicheverItIs_WorksOverRest()
    {
        await using var stage = await EmptyStage.StartAsync();
        foreach (var tool in stage.Tools.Where(t => t.Cost == 0))
        {
            var reply = await stage.PostAsync(tool.Name, stage.Arguments(tool));

            ((int)reply.Status).ShouldBe(200, $"{tool.Name}: {reply.Body}");
        }

        stage.Tools.Count(t => t.Cost == 0).ShouldBeGreaterThan(10);
        stage.Balance.ShouldBe(0);
    }

    [Fact]
    public async Task FreeTool_WhicheverItIs_WorksOverMcp()
    {
        await using var stage = await EmptyStage.StartAsync();
        foreach (var tool in stage.Tools.Where(t => t.Cost == 0))
        {
            var result = await stage.CallAsync(tool.Name, stage.Arguments(tool));

            (result.TryGetProperty("isError", out var isError) && isError.GetBoolean()).ShouldBeFalse($"{tool.Name}: {result}");
            result.GetProperty("structuredContent").ValueKind.ShouldBe(JsonValueKind.Object);
        }

        stage.Balance.ShouldBe(0);
    }

    [Fact]
    public async Task PaidTool_WhicheverItIs_SaysHowToTopUpAndDoesNothing()
    {
        await using var stage = await EmptyStage.StartAsync();
        var before = await stage.TransactionsAsync();
        foreach (var tool in stage.Tools.Where(t => t.Cost > 0))
        {
            var arguments = stage.Arguments(tool);

            var rest = await stage.PostAsync(tool.Name, arguments);
            var mcp = await stage.CallAsync(tool.Name, arguments);

            ((int)rest.Status).ShouldBe(402, $"{tool.Name}: {rest.Body}");
            ShouldSayHowToTopUp(rest.Json.GetProperty("error"), tool);
            mcp.GetProperty("isError").GetBoolean().ShouldBeTrue();
            ShouldSayHowToTopUp(mcp.GetProperty("structuredContent").GetProperty("error"), tool);
            mcp.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldStartWith("INSUFFICIENT_TOKENS: ");
        }

        stage.Tools.Count(t => t.Cost > 0).ShouldBeGreaterThan(10);
        stage.Balance.ShouldBe(0);
        (await stage.TransactionsAsync()).ShouldBe(before);
    }

    private static void ShouldSayHowToTopUp(JsonElement error, ToolDefinition tool)
    {
        error.GetProperty("code").GetString().ShouldBe("INSUFFICIENT_TOKENS", tool.Name);
        error.GetProperty("type").GetString().ShouldBe("billing_error");
        error.GetProperty("retryable").GetBoolean().ShouldBeFalse();
        error.GetProperty("request_id").GetString()!.ShouldStartWith("req_");
        error.GetProperty("tool").GetString().ShouldBe(tool.Name);
        error.GetProperty("cost_tokens").GetInt64().ShouldBe(tool.Cost);
        error.GetProperty("balance_tokens").GetInt64().ShouldBe(0);
        error.GetProperty("shortfall_tokens").GetInt64().ShouldBe(tool.Cost);
        error.GetProperty("top_up").GetRawText().ShouldBe("""{"tool":"buy_tokens","min_usd":5}""");
    }

    /// <summary>A server with all that is built in, and a workspace whose tokens were spent.</summary>
    private sealed class EmptyStage : IAsyncDisposable
    {
        private readonly EdgeServer _server;
        private readonly WalletId _wallet;
        private readonly string _key;
        private readonly string _spare;
        private string? _session;

        private EmptyStage(EdgeServer server, ToolShelf shelf)
        {
            _server = server;
            Tools = [.. shelf.On(null).Where(tool => tool.Name != Spender.Definition.Name)];
            var tenant = server.Workspace();
            server.Customers.Change(tenant, w => w with { RateLimitOff = true });
            _key = Issue(server, tenant).Secret;
            _spare = Issue(server, tenant).Key.Key.Id.ToString();
            _wallet = new WalletId(tenant.Workspace.Id, KeyMode.Live);
        }

        public IReadOnlyList<ToolDefinition> Tools { get; }

        public long Balance => _server.Meter.Wallets.Status(_wallet).Balance;

        private static ProbeTool Spender { get; } = new(new ToolDefinition("spend_all", "data", 100) { Description = "Spends all." });

        public static async Task<EmptyStage> StartAsync()
        {
            IServiceProvider? services = null;
            var server = await EdgeServer.StartAsync(app => services = app.Services, add => add.AddSingleton<ITool>(Spender));
            var stage = new EmptyStage(server, services!.GetRequiredService<ToolShelf>());
            ((int)(await stage.PostAsync("spend_all", "{}")).Status).ShouldBe(200);
            return stage;
        }

        /// <summary>Arguments that fit a tool's parameters.</summary>
        public string Arguments(ToolDefinition tool)
        {
            if (tool.Name == "revoke_api_key")
            {
                return $$"""{"key_id":"{{_spare}}"}""";
            }

            if (Given.TryGetValue(tool.Name, out var known))
            {
                return known;
            }

            var made = new JsonObject();
            foreach (var parameter in tool.Parameters.Where(p => p.Required || p.Name == "domain"))
            {
                made[parameter.Name] = parameter.Kind switch
                {
                    ParameterKind.Texts => new JsonArray("Shopify"),
                    ParameterKind.Whole => Math.Max(1, parameter.Least),
                    ParameterKind.Flag => true,
                    _ => parameter.Name.EndsWith("url", StringComparison.Ordinal) ? "https://www.example.com/posts/1" : "example.com",
                };
            }

            return made.ToJsonString();
        }

        public Task<Reply> PostAsync(string tool, string json) => _server.SendAsync(HttpMethod.Post, "/api/v0/" + tool, _key, json);

        public async Task<JsonElement> CallAsync(string tool, string json)
        {
            _session ??= (await SendAsync(McpStage.Initialize)).Header("Mcp-Session-Id");
            var reply = await SendAsync(McpStage.Call(tool, json));
            return reply.Message.GetProperty("result");
        }

        public async Task<string> TransactionsAsync() => (await _server.GetAsync("/api/v0/list_token_transactions", _key)).Body;

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private async Task<McpReply> SendAsync(string message)
        {
            (string, string)[] headers = _session is null
                ? [("Accept", McpStage.Accept)]
                : [("Accept", McpStage.Accept), ("Mcp-Session-Id", _session), ("MCP-Protocol-Version", McpStage.Version)];
            return new McpReply(await _server.SendAsync(HttpMethod.Post, "/mcp", _key, message, headers));
        }

        private static IssuedKey Issue(EdgeServer server, Tenant tenant) => server.Customers.Create(tenant, new ApiKey
        {
            Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = KeyMode.Live,
            Scopes = KeyScopes.Default | KeyScopes.WalletBuy, CreatedAt = default,
        });
    }
}
