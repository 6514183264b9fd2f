using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Doors;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Telemetry;
using Tollgate.Edge;
using Tollgate.Doors.Contract;
using Tollgate.Host.Configuration;
using Tollgate.Metering.Customers;
using Tollgate.Notices.Mail;
using Tollgate.Notices.Smtp;
using Tollgate.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Tools;
using Tollgate.Tools.Declared;
using Tollgate.Tools.Email;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Mcp;
using Tollgate.Tools.Rest;
using Tollgate.Tools.Signals;
using Tollgate.Tools.Signup;

namespace Tollgate.Host.Operations;

/// <summary>The web application: the server's limits, the log, and the rooms joined.</summary>
internal static class GatewayApp
{
    public static WebApplication Build(TollgateOptions options, Installation installation, AdminToken token)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls(SettingsCheck.Urls(options));
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options.Server));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = options.Server.Grace);
        Log(builder.Logging, options.Log);
        Join(builder.Services, options, installation, token);
        var app = builder.Build();
        app.UseTollgateDoors();
        app.MapTollgateEdge();
        app.MapTollgateWebhooks(installation.Billing);
        app.MapTollgateTools();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions server)
    {
        kestrel.AddServerHeader = false;

        // Many clients send Latin-1 (fetch does). Read as UTF-8, the server's own choice, it would be a 400 without the contract's body; here
        // every byte is a character, and who means UTF-8 is understood where the text is used.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = server.MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = (int)server.MaxHeaderBytes;
        kestrel.Limits.MaxConcurrentConnections = server.MaxConnections == 0 ? null : server.MaxConnections;
        kestrel.Limits.KeepAliveTimeout = server.KeepAlive;

        // A reader that takes nothing for this long is closed; a slow one is not.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: server.ReaderStall);
    }

    // The framework speaks from warning on; what it logs below that names paths with their query.
    private static void Log(ILoggingBuilder logging, LogOptions options)
    {
        logging.SetMinimumLevel(options.Level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // Who listens here has an activity made for every request, and its context carried through every wait of it.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A failed start is told once, by us, without a stack.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.Json)
        {
            logging.AddJsonConsole(json => json.UseUtcTimestamp = true);
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.UseUtcTimestamp = true;
                text.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }
    }

    /// <summary>What calls work with on an installation.</summary>
    public static CallServices Calls(TollgateOptions options, Installation installation)
    {
        var upstream = new UpstreamOptions
        {
            AllowPrivateAddresses = options.Providers.AllowPrivateAddresses,
            ConnectTimeout = options.Providers.ConnectTimeout,
        };
        var providers = ProvidersModule.Create(new UpstreamClient(upstream, TimeProvider.System), TimeProvider.System);
        return new CallServices(
            installation.Meter,
            new ModelResolver(CatalogFolder.Load(installation.Directory)),
            new ProviderTargets(installation.Box, ProvidersModule.Addresses),
            CallServices.ByKind(providers),
            TimeProvider.System)
        {
            Retries = options.Providers.Retries,
            OnBreaker = change => installation.Meter.Note(
                BreakerEvents.Of(change, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())),
        };
    }

    private static void Join(IServiceCollection services, TollgateOptions options, Installation installation, AdminToken token)
    {
        // What the edge asks for, by the rooms that it comes from.
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(installation.Ids);
        services.AddSingleton(installation.Customers);
        services.AddSingleton(installation.Meter);
        services.AddSingleton(installation.Billing);
        services.AddSingleton(installation.Box);
        services.AddSingleton(installation.Storage.Calls);
        services.AddSingleton(installation.Storage.Adjustments);
        services.AddSingleton(installation.Storage.Events);
        services.AddSingleton(installation.Storage.Claims);
        services.AddSingleton(Calls(options, installation));
        services.AddSingleton(new DoorSettings
        {
            AdminTokenHash = token.Hash,
            NodeId = Environment.MachineName,
            Version = ProductVersion.Text,
            MaxBodyBytes = options.Server.MaxBodyBytes,
            UploadDirectory = installation.Directory.OpenUploads(),
            MostUploadBytes = options.Server.MostUploadBytes,
            MostChildren = (int)options.Keys.MostChildren,
        });
        services.AddSingleton(new ToolHosts(options.Tools.Hosts.ToDictionary(h => h.Value, h => h.Key, StringComparer.Ordinal)));
        services.AddSingleton(new ToolFolderSettings(
            options.Tools.Directory ?? Path.Combine(options.Host.Data, "tools"),
            name => Environment.GetEnvironmentVariable("TOLLGATE_TOOL_SECRET_" + name.ToUpperInvariant())
                ?? (options.Tools.AssumesSecrets ? "assumed" : null),
            options.Tools.AllowPrivateAddresses)
        {
            Pins = installation.Directory.ToolPins,
        });
        services.AddSingleton(Email(options));
        services.AddSingleton(Boards(options.Tools));
        services.AddSingleton(new SignalSettings(options.Tools.ChargesFiredOnly));
        services.AddSingleton(new McpOrigins(options.Tools.McpOrigins));
        services.AddSingleton(Signup(options.Signup));
        services.AddSingleton(Smtp(options.Smtp));
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddTollgateDoors().AddTollgateEdge().AddTollgateTools();
    }

    private static EmailSettings Email(TollgateOptions options) => new()
    {
        DnsServers = options.Email.Servers() ?? [],
        SmtpCheck = options.Email.SmtpCheck,
        SmtpHello = options.Email.SmtpHello ?? "localhost",
        SmtpSender = options.Email.SmtpSender ?? "",
        AllowPrivateAddresses = options.Tools.AllowPrivateAddresses,
    };

    // Paths of the boards follow the address, whether or not it ends in a slash.
    private static JobBoardSettings Boards(ToolOptions options) => new()
    {
        Greenhouse = new Uri(options.Greenhouse.TrimEnd('/') + "/"),
        Lever = new Uri(options.Lever.TrimEnd('/') + "/"),
        LeverEu = new Uri(options.LeverEu.TrimEnd('/') + "/"),
        Ashby = new Uri(options.Ashby.TrimEnd('/') + "/"),
        ReadsCareersPages = options.ReadsCareersPages,
        Kept = options.SignalsKept,
    };

    private static SignupSettings Signup(SignupOptions options) => new()
    {
        Enabled = options.Enabled,
        Plan = Plan.Find(options.Plan)!,
        CodesPerAddress = (int)options.CodesPerAddress,
        CodesPerClient = (int)options.CodesPerClient,
        CodesPerDay = (int)options.CodesPerDay,
    };

    private static SmtpSettings Smtp(SmtpOptions options) => new()
    {
        Host = options.Host,
        Port = (int)options.Port,
        StartTls = options.StartTls,
        User = options.User,
        Password = options.Password,
        From = options.From,
    };
}
