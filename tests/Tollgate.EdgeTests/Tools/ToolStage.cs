using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools;

/// <summary>A server with three priced tools of the tests, a workspace with 100 tokens and a key that may do everything with its wallet.</summary>
internal sealed class ToolStage : IAsyncDisposable
{
    private ToolStage(EdgeServer server, ProbeTool employees, ProbeTool posts, ProbeTool companyPosts)
    {
        Server = server;
        (Employees, Posts, CompanyPosts) = (employees, posts, companyPosts);
        Tenant = server.Workspace();
        Key = Issue();
    }

    public EdgeServer Server { get; }

    public ProbeTool Employees { get; }

    public ProbeTool Posts { get; }

    public ProbeTool CompanyPosts { get; }

    public Tenant Tenant { get; }

    public IssuedKey Key { get; }

    public WalletId Wallet => new(Tenant.Workspace.Id, KeyMode.Live);

    public WalletStatus Status => Server.Meter.Wallets.Status(Wallet);

    /// <param name="add">What is registered besides.</param>
    /// <param name="isProbed">Whether the tests' own tools stand in the place of ours of the same names.</param>
    public static async Task<ToolStage> StartAsync(Action<IServiceCollection>? add = null, bool isProbed = true)
    {
        var tools = new[] { ProbeTool.Employees, ProbeTool.Posts, ProbeTool.CompanyPosts }.Select(d => new ProbeTool(d)).ToArray();
        var server = await EdgeServer.StartAsync(add: services =>
        {
            foreach (var tool in isProbed ? tools : [])
            {
                services.AddSingleton<ITool>(tool);
            }

            add?.Invoke(services);
        });
        return new ToolStage(server, tools[0], tools[1], tools[2]);
    }

    public IssuedKey Issue(KeyScopes scopes = KeyScopes.Default | KeyScopes.WalletBuy | KeyScopes.Mint, KeyMode mode = KeyMode.Live, Tenant? of = null) =>
        Server.Customers.Create(of ?? Tenant, new ApiKey
        {
            Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = mode, Scopes = scopes, CreatedAt = default,
        });

    public Task<Reply> PostAsync(string tool, string json, string? secret = null, params (string Name, string Value)[] headers) =>
        Server.SendAsync(HttpMethod.Post, "/api/v0/" + tool, secret ?? Key.Secret, json, headers);

    public Task<Reply> GetAsync(string tool, string? secret = null) => Server.GetAsync("/api/v0/" + tool, secret ?? Key.Secret);

    /// <summary>Types of the wallet's transactions, newest first.</summary>
    public async Task<string[]> TypesAsync() =>
        [.. (await TransactionsAsync()).Select(t => t.GetProperty("type").GetString()!)];

    public async Task<JsonElement[]> TransactionsAsync() =>
        [.. (await GetAsync("list_token_transactions?limit=200")).Json.GetProperty("transactions").EnumerateArray()];

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
