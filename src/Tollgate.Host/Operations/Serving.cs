using System.Net.Sockets;
using Tollgate.Calls.Admission;
using Tollgate.Host.Configuration;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Declared;
using Tollgate.Tools.Pins;

namespace Tollgate.Host.Operations;

/// <summary>The life of a serving process. 1. take the directory · 2. open store and books, mend what the last process left · 3. listen ·
/// 4. first start: make what a newcomer needs and show it, only now that nothing can fail any more · 5. say that it serves · 6. on SIGTERM or
/// SIGINT take no more and let calls end within the grace time · 7. close the books.</summary>
internal static class Serving
{
    private static readonly TimeSpan HousekeepingRound = TimeSpan.FromMinutes(10);

    /// <exception cref="StartException">it cannot serve; the message says why.</exception>
    public static async Task RunAsync(TollgateOptions options, DataDirectory directory, CancellationToken cancellationToken)
    {
        // 1.
        var taken = DirectoryLock.TryTake(directory) ?? throw new StartException(
            $"The data directory {directory.Path} is in use by another tollgate. One process serves it at a time; take another with --data.");

        // 2.
        using var installation = Installation.Open(directory, taken, options);
        RestoreQuotas(installation);
        var token = AdminTokenFile.Load(directory, options);

        // 3.
        await using var app = GatewayApp.Build(options, installation, token);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tollgate.Host");
        logger.MendedAtStart(installation.Recovered);
        installation.PutOff = e => logger.PaymentsPutOff(e.Message);
        ReadTools(app);
        await ListenAsync(app, options, cancellationToken);
        await using var control = ControlSocket.Open(directory, (request, _) => ControlAnswers.AnswerAsync(
            installation, app.Services.GetRequiredService<CallServices>, app.Services.GetRequiredService<ToolChanges>, request));
        await using var housekeeping = TimeProvider.System.CreateTimer(
            _ => Housekeeping.Run(installation, TimeProvider.System, logger), null, TimeSpan.Zero, HousekeepingRound);

        await using var payments = PaymentRounds.Start(installation.Billing, TimeProvider.System, logger);

        // 4.
        var made = FirstStart.Prepare(installation.Customers, token);
        FirstStart.Show(made, Reachable(app.Urls.First()), directory, Console.Out, !Console.IsOutputRedirected);
        AdminTokenFile.Keep(token, directory);

        // 5.
        Tell(app, logger);

        // 6. Kestrel's own stop is the grace time: it waits for requests, and aborts those that outlast it.
        using var stopping = app.Lifetime.ApplicationStopping.Register(() => logger.Stopping((int)options.Server.Grace.TotalSeconds));
        await app.WaitForShutdownAsync(cancellationToken);

        // 7. is the end of the installation's using.
    }

    // Counts go on from the call log; most installations have no quota and read nothing.
    private static void RestoreQuotas(Installation installation)
    {
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var tenant in installation.Customers.Tenants)
        {
            QuotaHistory.Restore(tenant, installation.Storage.Calls, nowMs);
        }
    }

    // Everything that is wrong with them at once; what changes later is read then.
    private static void ReadTools(WebApplication app)
    {
        var tools = app.Services.GetRequiredService<ToolFolder>();
        if (tools.Load() is { Count: > 0 } errors)
        {
            throw new StartException("The declared tools are wrong:\n" + string.Join('\n', errors));
        }

        tools.Watch();
    }

    private static async Task ListenAsync(WebApplication app, TollgateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartException($"Cannot listen on {options.Host.Urls}: {e.Message}", e);
        }
    }

    private static void Tell(WebApplication app, ILogger logger)
    {
        foreach (var address in app.Urls)
        {
            if (!SettingsCheck.IsLoopback(address))
            {
                logger.Exposed(address);
            }
        }

        Console.Out.WriteLine("Serving " + string.Join(' ', app.Urls));
    }

    // An address that means all of this machine's is no address to call.
    private static string Reachable(string url) => url
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
        .TrimEnd('/');
}
