using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Doors;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Edge;
using Tollgate.Doors.Contract;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Relay;

/// <summary>The whole walk of a call, from a real socket to a scripted upstream, over books in memory. One input token costs 1,000 nano-USD,
/// one output token 2,000.</summary>
internal sealed class CallStage : IAsyncDisposable
{
    public const string Ask = """{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";
    public const string AskStream = """{"model":"m","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";
    public const string AskStreamUsage = """{"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""";

    private readonly WebApplication _app;
    private readonly SeededBytes _chance = new(1);
    private readonly Uri _address;

    private CallStage(WebApplication app, Uri address)
    {
        _app = app;
        _address = address;
        Http = new HttpClient { BaseAddress = address };
    }

    public required ManualTime Time { get; init; }

    public required MemoryLedgerStore Books { get; init; }

    public required Meter Meter { get; init; }

    public required CustomerDirectory Customers { get; init; }

    public required FakeUpstream Upstream { get; init; }

    public required Tenant Tenant { get; init; }

    public required SecretBox Box { get; init; }

    /// <summary>What was told of breakers.</summary>
    public required IReadOnlyCollection<BreakerChange> Breakers { get; init; }

    public required IssuedKey Key { get; init; }

    public HttpClient Http { get; }

    public static async Task<CallStage> StartAsync(WorkspaceSettings? settings = null, int retries = 0)
    {
        var time = new ManualTime();
        var chance = new SeededBytes(1);
        var ids = new IdSource(time, new Random(1));
        var books = new MemoryLedgerStore();
        var meter = new Meter(books, new MemoryJournal(), ids, time, new LedgerOptions { Gather = TimeSpan.Zero }, new Tollgate.Metering.Wallets.WalletOptions { Store = books.Wallets });
        meter.Start();
        var customers = new CustomerDirectory(new MemoryCustomerStore(), time, ids, chance);
        var box = new SecretBox(chance, new byte[32]);
        var upstream = new FakeUpstream();
        var tenant = customers.Create(new Workspace { Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default, Settings = settings ?? new() });
        SetUp(customers, tenant, box, upstream.BaseUrl);
        var key = customers.Create(tenant, Draft());
        var breakers = new ConcurrentQueue<BreakerChange>();
        var app = Build(time, ids, (meter, books), customers, (box, upstream.BaseUrl), (retries, breakers));
        await app.StartAsync();
        return new CallStage(app, new Uri(app.Urls.First()))
        {
            Time = time, Books = books, Meter = meter, Customers = customers, Upstream = upstream, Tenant = tenant, Key = key, Box = box, Breakers = breakers,
        };
    }

    public static ApiKey Draft() => new()
    {
        Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Upstream.DisposeAsync();
        Meter.Dispose();
        _chance.Dispose();
    }

    public Task<Reply> CallAsync(string body, string? secret = null, params (string Name, string Value)[] headers) =>
        CallAsync(body, secret, "/v1/chat/completions", headers);

    public async Task<Reply> CallAsync(string body, string? secret, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (body.StartsWith("--XX", StringComparison.Ordinal))
        {
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=XX");
        }

        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (secret ?? Key.Secret));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, all, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the management API answers.</summary>
    public async Task<JsonElement> ManageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/manage/v1" + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer a");
        using var response = await Http.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();
    }

    /// <summary>A caller on a socket of its own, who can leave when it likes, or take as little at once as its buffer says.</summary>
    public async Task<Socket> SendRawAsync(
        string body, string headers = "", int? bufferBytes = null, string path = "/v1/chat/completions")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.ReceiveBufferSize = bufferBytes ?? socket.ReceiveBufferSize;
        await socket.ConnectAsync(_address.Host, _address.Port);
        var head = $"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Key.Secret}\r\n"
            + $"{headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
        await socket.SendAsync(Encoding.UTF8.GetBytes(head + body));
        return socket;
    }

    /// <summary>A key of another workspace, set up as the first one.</summary>
    public IssuedKey AddTenant()
    {
        var tenant = Customers.Create(new Workspace { Id = default, Name = "other", Plan = Plan.SelfHosted, CreatedAt = default });
        SetUp(Customers, tenant, new SecretBox(_chance, new byte[32]), Upstream.BaseUrl);
        return Customers.Create(tenant, Draft());
    }

    /// <summary>Gives a workspace the account at the upstream and the price of the model.</summary>
    public void Furnish(Tenant tenant) => SetUp(Customers, tenant, new SecretBox(_chance, new byte[32]), Upstream.BaseUrl);

    /// <summary>The log's rows once everything is durable.</summary>
    public async Task<IReadOnlyList<CallRecord>> LogAsync()
    {
        await Meter.FlushAsync();
        return [.. Books.Calls];
    }

    /// <summary>The only row of the log, once its call has ended.</summary>
    public async Task<CallRecord> RowAsync()
    {
        var rows = await Eventually.GetAsync(LogAsync, log => log.Count > 0);
        return rows.ShouldHaveSingleItem();
    }

    /// <summary>The same, of a call that is settled: it alone was spent, nothing is held any more and the books are in order.</summary>
    public async Task<CallRecord> SettledRowAsync()
    {
        var row = await RowAsync();
        Budget().ShouldBe((row.CostNanoUsd, 0L));
        Meter.Verify().Findings.ShouldBeEmpty();
        Books.Holds.ShouldBeEmpty();
        return row;
    }

    /// <summary>Spent and held of the workspace's live budget.</summary>
    public (long Spent, long Reserved) Budget()
    {
        var status = Meter.Status(Tenant.Book, Tenant.Book.Live);
        return (status.Spent, status.Reserved);
    }

    /// <summary>Gives the workspace an account at another provider.</summary>
    public void AddAccount(string name, string kind, string address, string key) => Add(Customers, Tenant, Box, (name, kind, address, key));

    // Every kind's own path, at the upstream's address.
    private static Dictionary<string, Uri> PublicAddresses(Uri upstream) =>
        ProvidersModule.Addresses.ToDictionary(kind => kind.Key, kind => new Uri(upstream, kind.Value.AbsolutePath));

    private static void SetUp(CustomerDirectory customers, Tenant tenant, SecretBox box, Uri upstream)
    {
        Add(customers, tenant, box, ("openai", "openai", upstream.ToString(), "sk-upstream"));
        _ = customers.Put(tenant, "openai", "m", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
    }

    private static void Add(CustomerDirectory customers, Tenant tenant, SecretBox box, (string Name, string Kind, string Address, string Key) account) =>
        _ = customers.Put(tenant, account.Name, _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = account.Name,
            Kind = account.Kind,
            BaseUrl = account.Address,
            Credentials = [new ProviderCredential(box.Seal(account.Key, tenant.Workspace.Id, account.Name), 1, "")],
            UpdatedAt = default,
        });

    private static WebApplication Build(TimeProvider time, IdSource ids, (Meter Meter, MemoryLedgerStore Books) ledger, CustomerDirectory customers, (SecretBox Box, Uri Upstream) providers, (int Retries, ConcurrentQueue<BreakerChange> Breakers) failover)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time).AddSingleton(ids).AddSingleton(customers).AddSingleton(ledger.Meter).AddSingleton(providers.Box)
            .AddSingleton(TestBilling.Create(ledger.Meter, ledger.Books, customers, ids, time))
            .AddSingleton<ICallLog>(new MemoryCallLog(ledger.Books))
            .AddSingleton<IAdjustmentStore>(new MemoryAdjustments(ledger.Books))
            .AddSingleton<IEventLog>(new MemoryEventLog(ledger.Books))
            .AddSingleton<IIdempotencyStore>(ledger.Books.Claims)
            .AddSingleton(new CallServices(
                ledger.Meter,
                new ModelResolver(ModelCatalog.Embedded()),
                new ProviderTargets(providers.Box, PublicAddresses(providers.Upstream)),
                CallServices.ByKind(ProvidersModule.Create(new UpstreamClient(new UpstreamOptions(), time), time)),
                time)
            {
                Retries = failover.Retries,
                OnBreaker = failover.Breakers.Enqueue,
            })
            .AddSingleton(new DoorSettings { AdminTokenHash = SHA256.HashData("a"u8), NodeId = "n", Version = "1" })
            .AddTollgateDoors()
            .AddTollgateEdge();
        var app = builder.Build();
        app.UseTollgateDoors();
        app.MapTollgateEdge();
        return app;
    }
}
