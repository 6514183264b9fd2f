using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Outbound.Network;
using Tollgate.Tools.Admin;
using Tollgate.Tools.Audit;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Declared;
using Tollgate.Tools.Email;
using Tollgate.Tools.Email.Dns;
using Tollgate.Tools.Email.Smtp;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Manage;
using Tollgate.Tools.Mcp;
using Tollgate.Tools.Pins;
using Tollgate.Tools.Reference;
using Tollgate.Tools.Rest;
using Tollgate.Tools.Sample;
using Tollgate.Tools.Signals;
using Tollgate.Tools.Signup;
using Tollgate.Tools.Socials;
using Tollgate.Tools.Web;

namespace Tollgate.Tools;

/// <summary>Everything that is called by name. Whoever starts it registers beside it: the doors and what they need, ICallLog, Billing, IMailer,
/// <see cref="SignupSettings"/>, <see cref="ToolHosts"/>, <see cref="McpOrigins"/>,
/// <see cref="ToolFolderSettings"/>, <see cref="EmailSettings"/>, <see cref="JobBoardSettings"/>, <see cref="SignalSettings"/>; and loads
/// <see cref="ToolFolder"/> before anyone calls.</summary>
public static class ToolsModule
{
    public static IServiceCollection AddTollgateTools(this IServiceCollection services) => services
        .AddSingleton<SampleBook>()
        .AddSingleton(Shelf)
        .AddSingleton<PaidCall>()
        .AddSingleton<ToolDoor>()
        .AddSingleton<ToolCaller>()
        .AddSingleton<ToolRoutes>()
        .AddSingleton(provider => new PinBook(
            provider.GetService<ToolFolderSettings>()?.Pins, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new ToolChanges(provider.GetRequiredService<PinBook>()))
        .AddSingleton<ToolChangeRoutes>()
        .AddSingleton(DeclaredTools)
        .AddSingleton<ToolHandlers>()
        .AddSingleton<ChangeStreams>()
        .AddSingleton(provider => new McpSessions(
            provider.GetRequiredService<TimeProvider>(), RandomNumberGenerator.Create(), provider.GetRequiredService<ChangeStreams>()))
        .AddSingleton<StrangerLimits>()
        .AddSingleton<StrangerRoutes>()
        .AddSingleton<McpRoutes>()
        .AddSingleton(provider => ToolReference.Of(provider.GetRequiredService<ToolShelf>()))
        .AddSingleton(Web)
        .AddAdminTools();

    public static WebApplication MapTollgateTools(this WebApplication app)
    {
        var routes = app.Services.GetRequiredService<ToolRoutes>();
        RequestDelegate list = routes.ListAsync;
        RequestDelegate call = routes.CallAsync;
        app.Map("/api/v0", list);
        app.Map("/api/v0/{tool}", call);
        app.Map("/tools/{server}/api/v0", list);
        app.Map("/tools/{server}/api/v0/{tool}", call);
        RequestDelegate mcp = app.Services.GetRequiredService<McpRoutes>().HandleAsync;
        var changes = app.Services.GetRequiredService<ToolChangeRoutes>();
        app.MapMethods("/manage/v1/tools/changes", ["GET"], (RequestDelegate)changes.ListAsync);
        app.MapMethods("/manage/v1/tools/changes/{id}/accept", ["POST"], (RequestDelegate)changes.AcceptAsync);
        app.Map("/mcp", mcp);
        app.Map("/tools/{server}/mcp", mcp);
        return app;
    }

    private static ToolShelf Shelf(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var sample = provider.GetRequiredService<SampleBook>();
        return new ToolShelf(
        [
            .. provider.GetServices<ITool>(),
            .. SocialTools.All(sample, time),
            Email(provider.GetRequiredService<EmailSettings>(), sample, time),
            .. SignalTools.All(provider),
        ]);
    }

    private static GetEmail Email(EmailSettings settings, SampleBook sample, TimeProvider time)
    {
        var chance = RandomNumberGenerator.Create();
        var rules = new SmtpRules(settings.SmtpHello, settings.SmtpSender, settings.SmtpPort, settings.AllowPrivateAddresses);
        var servers = settings.DnsServers.Count > 0 ? settings.DnsServers : ResolverAddresses.OfMachine();
        return new GetEmail(
            new MailHosts(new DnsResolver(servers, chance, time)), settings.SmtpCheck ? new MailboxProbe(rules, chance) : null, sample, time);
    }

    private static ToolFolder DeclaredTools(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<ToolFolderSettings>();
        return new ToolFolder(
            settings,
            provider.GetRequiredService<ToolShelf>(),
            provider.GetRequiredService<PinBook>(),
            GuardedNetwork.Create(settings.AllowPrivateAddresses),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ToolFolder>>());
    }

    // What callers name is fetched from here: the same guard as for declared tools.
    private static WebReader Web(IServiceProvider provider)
    {
        var allowPrivate = provider.GetRequiredService<ToolFolderSettings>().AllowPrivateAddresses;
        return new WebReader(GuardedNetwork.Create(allowPrivate), provider.GetRequiredService<TimeProvider>(), anyPort: allowPrivate);
    }

    private static IServiceCollection AddAdminTools(this IServiceCollection services) => services
        .AddSingleton(provider => new CodeDesk(
            provider.GetRequiredService<SignupSettings>(), RandomNumberGenerator.Create(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<ITool, Ping>()
        .AddSingleton<ITool, GetApiKey>()
        .AddSingleton<ITool, GetTokenBalance>()
        .AddSingleton<ITool, BuyTokens>()
        .AddSingleton<ITool, SetAutoReload>()
        .AddSingleton<ITool, ListInvoices>()
        .AddSingleton<ITool, ListTokenTransactions>()
        .AddSingleton<ITool, AuditSpend>()
        .AddSingleton<ITool, GetBillingPortal>()
        .AddSingleton<ITool, ListApiKeys>()
        .AddSingleton<ITool, RevokeApiKey>();
}
