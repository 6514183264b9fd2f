using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Testing.Mcp;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Declared;

namespace Tollgate.EdgeTests.Tools.Republished;

/// <summary>A server that publishes the tools of someone else's MCP server. In its files UPSTREAM stands for that one's address.</summary>
internal sealed class RepublishedStage : IAsyncDisposable
{
    public const string Secret = "canary-of-the-upstream";

    /// <summary>The whole server, five tokens a call.</summary>
    public const string Whole = """
        {"mcp_servers":[{"name":"theirs","server":"data","url":"UPSTREAM","headers":{"Authorization":"Bearer {secret:upstream_key}"},
          "prefix":"their_","cost":5,"max_reply_bytes":20000,"max_calls":2}]}
        """;

    private readonly ToolFolderSettings _settings;
    private readonly ToolShelf _shelf;

    private RepublishedStage(EdgeServer server, ToolFolderSettings settings, FakeMcpServer upstream)
    {
        Server = server;
        Upstream = upstream;
        _settings = settings;
        _shelf = server.Services.GetRequiredService<ToolShelf>();
        Folder = server.Services.GetRequiredService<ToolFolder>();
        Tenant = server.Workspace();
        Key = server.Key(Tenant).Secret;
    }

    public EdgeServer Server { get; }

    public FakeMcpServer Upstream { get; }

    public ToolFolder Folder { get; }

    public Tenant Tenant { get; }

    public string Key { get; }

    public WalletStatus Status => Server.Meter.Wallets.Status(new WalletId(Tenant.Workspace.Id, KeyMode.Live));

    /// <summary>The file in which accepted forms are kept.</summary>
    public string Pins => _settings.Pins!;

    /// <summary>Starts it, and waits until a tool is published.</summary>
    /// <param name="file">The file of declared tools; null for none.</param>
    /// <param name="upstream">The other server; null for a new one.</param>
    /// <param name="awaited">The tool that is waited for; null for none.</param>
    /// <param name="allowPrivate">Whether loopback may be asked.</param>
    /// <param name="pins">The file of accepted forms; null for a new one.</param>
    public static async Task<RepublishedStage> StartAsync(
        string? file = Whole, FakeMcpServer? upstream = null, string? awaited = "their_echo", bool allowPrivate = true, string? pins = null)
    {
        var directory = Directory.CreateTempSubdirectory("tollgate-tools-").FullName;
        var settings = new ToolFolderSettings(directory, name => name == "upstream_key" ? Secret : null, allowPrivate)
        {
            Pins = pins ?? Path.Combine(directory, "pins"),
        };
        var server = await EdgeServer.StartAsync(add: add => add.AddSingleton(settings));
        var stage = new RepublishedStage(server, settings, upstream ?? new FakeMcpServer());
        if (file is not null)
        {
            stage.Write(file);
            stage.Folder.Load().ShouldBeEmpty();
            stage.Folder.Watch();
        }

        if (awaited is not null)
        {
            await stage.PublishedAsync(awaited);
        }

        return stage;
    }

    /// <summary>Writes the file of declared tools.</summary>
    public void Write(string text, string name = "tools.json") =>
        File.WriteAllText(Path.Combine(_settings.Directory, name), text.Replace("UPSTREAM", Upstream.Url.ToString(), StringComparison.Ordinal));

    /// <summary>Names of the tools that are not built in.</summary>
    public string[] Names => [.. _shelf.On(null).Except(_shelf.BuiltIn).Select(tool => tool.Name)];

    /// <summary>What is known of a tool.</summary>
    public Tollgate.Tools.Catalog.ToolDefinition? Find(string tool) => _shelf.Find(null, tool)?.Definition;

    /// <summary>Waits until a tool is published.</summary>
    public async Task PublishedAsync(string tool) =>
        (await Eventually.GetAsync(() => Task.FromResult(Find(tool) is not null), there => there)).ShouldBeTrue($"{tool}: {string.Join(", ", Upstream.Methods)}");

    /// <summary>Looks at the other server's tools again, and waits until what is asked for is so.</summary>
    public async Task LookAsync(Func<JsonElement, bool> isSo)
    {
        Server.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        var changes = await Eventually.GetAsync(ChangesAsync, isSo);
        isSo(changes).ShouldBeTrue(changes.GetRawText());
    }

    /// <summary>What the management API says that waits.</summary>
    public async Task<JsonElement> ChangesAsync() =>
        (await Server.GetAsync("/manage/v1/tools/changes", EdgeServer.AdminToken)).Json;

    public Task<Reply> CallAsync(string tool = "their_echo", string json = """{"text":"hi"}""", params (string Name, string Value)[] headers) =>
        Server.SendAsync(HttpMethod.Post, "/api/v0/" + tool, Key, json, headers);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(_settings.Directory, recursive: true);
    }
}
