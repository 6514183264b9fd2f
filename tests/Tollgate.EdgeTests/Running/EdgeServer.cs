using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Doors;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Edge;
using Tollgate.Doors.Contract;
using Tollgate.Edge.Reference;
using Tollgate.Metering;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Notices.Mail;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;
using Tollgate.Tools;
using Tollgate.Tools.Email;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Mcp;
using Tollgate.Tools.Rest;
using Tollgate.Tools.Signals;
using Tollgate.Tools.Signup;
using Tollgate.Tools.Web;

namespace Tollgate.EdgeTests.Running;

/// <summary>The edge behind a real server on loopback, over customers in memory and a clock that stands still.</summary>
internal sealed class EdgeServer : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";

    private readonly WebApplication _app;
    private readonly SeededBytes _chance = new(1);

    private EdgeServer(Action<WebApplication>? map, Action<IServiceCollection>? add, int mostChildren)
    {
        var ids = new IdSource(Time, new Random(1));
        Customers = new CustomerDirectory(CustomerStore, Time, ids, _chance);
        Meter = new Meter(Ledger, new MemoryJournal(), ids, Time, wallets: new WalletOptions { Store = Ledger.Wallets });
        Meter.Start();
        Box = new SecretBox(_chance, new byte[32]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time)
            .AddSingleton(ids)
            .AddSingleton(Customers)
            .AddSingleton(Meter)
            .AddSingleton(Box)
            .AddSingleton<ICallLog>(new MemoryCallLog(Ledger))
            .AddSingleton<IAdjustmentStore>(new MemoryAdjustments(Ledger))
            .AddSingleton<IEventLog>(new MemoryEventLog(Ledger))
            .AddSingleton<IIdempotencyStore>(Ledger.Claims)
            .AddSingleton(new CallServices(
                Meter,
                new ModelResolver(ModelCatalog.Embedded()),
                new ProviderTargets(Box, new Dictionary<string, Uri>()),
                CallServices.ByKind([Provider]),
                Time))
            .AddSingleton(new DoorSettings
            {
                AdminTokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(AdminToken)), NodeId = "node-1", Version = "1.2.3",
                MostChildren = mostChildren,
            })
            .AddSingleton(TestBilling.Create(Meter, Ledger, Customers, ids, Time))
            .AddSingleton(Signup)
            .AddSingleton(new ToolHosts(new Dictionary<string, string> { ["admin.example.com"] = "admin" }))
            .AddSingleton(new EmailSettings())
            .AddSingleton(new McpOrigins(["https://app.example.com"]))
            .AddSingleton<IMailer>(Mail)
            .AddSingleton(new JobBoardSettings())
            .AddSingleton(new SignalSettings(ChargesFiredOnly: false))
            .AddTollgateDoors()
            .AddTollgateEdge()
            .AddTollgateTools()
            .AddSingleton(new WebReader(Web, Time, anyPort: false));
        add?.Invoke(builder.Services);
        _app = builder.Build();
        _app.UseTollgateDoors();
        _app.MapTollgateEdge();
        _app.MapTollgateTools();
        map?.Invoke(_app);
    }

    /// <summary>All that tools fetch from the web.</summary>
    public FakeWeb Web { get; } = new();

    /// <summary>Takes every letter.</summary>
    public FakeMailer Mail { get; } = new();

    private static SignupSettings Signup { get; } = new() { Enabled = true };

    public ManualTime Time { get; } = new();

    public MemoryCustomerStore CustomerStore { get; } = new();

    public CustomerDirectory Customers { get; }

    public MemoryLedgerStore Ledger { get; } = new();

    public Meter Meter { get; }

    public SecretBox Box { get; }

    /// <summary>Answers for every kind.</summary>
    public ScriptedProvider Provider { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    /// <summary>How the gateway describes its API: every reply that a test gets is held to it.</summary>
    public ApiReference Reference => field ??= new ApiReference(Encoding.UTF8.GetString(Services.GetRequiredService<ReferenceDocument>().Json.Span));

    /// <summary>Every route, as it is mapped.</summary>
    public IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    /// <summary>What the routes are made of.</summary>
    public IServiceProvider Services => _app.Services;

    public static async Task<EdgeServer> StartAsync(
        Action<WebApplication>? map = null, Action<IServiceCollection>? add = null, int mostChildren = 1_000)
    {
        var server = new EdgeServer(map, add, mostChildren);
        await server._app.StartAsync();
        server.Http = new HttpClient { BaseAddress = new Uri(server._app.Urls.First()) };
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Meter.Dispose();
        _chance.Dispose();
    }

    /// <summary>A workspace that owns its limits, or one on the plan given.</summary>
    public Tenant Workspace(Plan? plan = null) =>
        Customers.Create(new Workspace { Id = default, Name = "w", Plan = plan ?? Plan.SelfHosted, CreatedAt = default });

    public IssuedKey Key(Tenant tenant, KeyMode mode = KeyMode.Live, DateTimeOffset? expiresAt = null) => Customers.Create(tenant, new ApiKey
    {
        Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = mode, ExpiresAt = expiresAt, CreatedAt = default,
    });

    public async Task<Reply> SendAsync(
        HttpMethod method, string path, string? bearer = null, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
            if (json.StartsWith("--XX", StringComparison.Ordinal))
            {
                request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=XX");
            }
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var body = await response.Content.ReadAsStringAsync();
        if (method != HttpMethod.Head)
        {
            Reference.Fault(method, path, response.StatusCode, response.Content.Headers.ContentType?.ToString(), body).ShouldBeNull();
        }

        return new Reply(response.StatusCode, all, body);
    }

    public Task<Reply> GetAsync(string path, string? bearer = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, bearer, null, headers);

    /// <summary>A management request with the admin token.</summary>
    public Task<Reply> ManageAsync(HttpMethod method, string path, string? json = null) =>
        SendAsync(method, "/manage/v1" + path, AdminToken, json);
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, Dictionary<string, string> Headers, string Body)
{
    public JsonElement Json { get; } = Body.StartsWith('{') ? JsonDocument.Parse(Body).RootElement : default;

    public JsonElement Error => Json.GetProperty("error");

    /// <summary>The contract's code; null when the answer is no error.</summary>
    public string? Code => (int)Status < 400 ? null : Error.GetProperty("code").GetString();

    public string? Param => Error.GetProperty("param").GetString();

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
