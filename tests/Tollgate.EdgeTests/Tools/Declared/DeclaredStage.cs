using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Testing;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Declared;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>A server with a directory of declared tools, and the API on loopback that they ask. In its files UPSTREAM stands for that API's
/// address.</summary>
internal sealed class DeclaredStage : IAsyncDisposable
{
    public const string Secret = "canary-of-the-upstream";

    /// <summary>One tool that asks by GET and answers what it gets.</summary>
    public const string Company = """
        {"tools":[{"name":"get_company","server":"data","description":"A company by its domain.","cost":5,
          "input":{"properties":{"domain":{"type":"string","description":"Its domain.","minLength":3},
                                 "fields":{"type":"array","description":"Which fields.","items":{"type":"string"}},
                                 "limit":{"type":"integer","description":"How many.","minimum":1,"maximum":50,"x-aliases":["count"]}},
                   "required":["domain"]},
          "http":{"url":"UPSTREAM/companies/{domain}","query":{"fields":"{fields}","limit":"{limit}"},
                  "headers":{"Authorization":"Bearer {secret:upstream_key}"},"max_reply_bytes":2000}}]}
        """;

    private DeclaredStage(EdgeServer server, IServiceProvider services, ToolFolderSettings settings)
    {
        Server = server;
        Folder = services.GetRequiredService<ToolFolder>();
        Settings = settings;
        Tenant = server.Workspace();
        Key = server.Key(Tenant).Secret;
    }

    public EdgeServer Server { get; }

    public FakeUpstream Upstream { get; } = new();

    public ToolFolder Folder { get; }

    public Tenant Tenant { get; }

    public string Key { get; }

    public WalletStatus Status => Server.Meter.Wallets.Status(new WalletId(Tenant.Workspace.Id, KeyMode.Live));

    private ToolFolderSettings Settings { get; }

    /// <param name="file">The file of declared tools; null for none.</param>
    /// <param name="allowPrivate">Whether loopback may be asked.</param>
    /// <param name="add">What is registered besides.</param>
    public static async Task<DeclaredStage> StartAsync(string? file = Company, bool allowPrivate = true, Action<IServiceCollection>? add = null)
    {
        IServiceProvider? services = null;
        var directory = Directory.CreateTempSubdirectory("tollgate-tools-").FullName;
        var settings = new ToolFolderSettings(directory, name => name == "upstream_key" ? Secret : null, allowPrivate);
        var server = await EdgeServer.StartAsync(app => services = app.Services, all =>
        {
            all.AddSingleton(settings);
            add?.Invoke(all);
        });
        var stage = new DeclaredStage(server, services!, settings);
        if (file is not null)
        {
            stage.Write("tools.json", file);
            stage.Folder.Load().ShouldBeEmpty();
        }

        return stage;
    }

    /// <summary>Writes a file of the directory.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Settings.Directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.Replace("UPSTREAM", Upstream.BaseUrl.ToString(), StringComparison.Ordinal));
    }

    /// <summary>Takes a file of the directory away.</summary>
    public void Remove(string name) => File.Delete(Path.Combine(Settings.Directory, name));

    /// <summary>Lets the directory be looked at.</summary>
    public void Look()
    {
        Folder.Watch();
        Server.Time.Advance(TimeSpan.FromSeconds(2));
    }

    /// <summary>What is known of a tool at this moment.</summary>
    public ToolDefinition Known(string tool) => Server.Services.GetRequiredService<ToolShelf>().Find(null, tool)!.Definition;

    public Task<Reply> CallAsync(string tool, string json, string? key = null, params (string Name, string Value)[] headers) =>
        Server.SendAsync(HttpMethod.Post, "/api/v0/" + tool, key ?? Key, json, headers);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(Settings.Directory, recursive: true);
    }
}
