using Tollgate.Payments;

namespace Tollgate.Host.Operations;

/// <summary>What is done for payments without anyone asking: every few seconds the sweeper, every hour the comparison with the payment method's list.</summary>
internal sealed class PaymentRounds : IAsyncDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Comparison = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private PaymentRounds(Billing billing, TimeProvider time, ILogger logger) => _running = RunAsync(billing, time, logger, _stop.Token);

    public static PaymentRounds Start(Billing billing, TimeProvider time, ILogger logger) => new(billing, time, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task RunAsync(Billing billing, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Round, time);
        var compared = time.GetTimestamp() - (long)((Comparison - TimeSpan.FromMinutes(1)).TotalSeconds * time.TimestampFrequency);
        do
        {
            await billing.SweepAsync();
            if (time.GetElapsedTime(compared) >= Comparison)
            {
                compared = time.GetTimestamp();
                if (await billing.ReconcileAsync())
                {
                    foreach (var finding in billing.Findings)
                    {
                        logger.PaymentFinding(finding);
                    }
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }
}
