using Tollgate.Metering.Ledger;

namespace Tollgate.Host.Operations;

/// <summary>What the process says of itself. Never a secret.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Warning, "Listening on {Address}, which other machines can reach over plain HTTP: put TLS in front of it")]
    public static partial void Exposed(this ILogger logger, string address);

    [LoggerMessage(2, LogLevel.Warning,
        "The last process did not end orderly: {Replayed} entries replayed, {Released} calls released, {Suspended} in suspense, {LostSlices} slices lost")]
    private static partial void Mended(this ILogger logger, int replayed, int released, int suspended, int lostSlices);

    [LoggerMessage(3, LogLevel.Information, "Stopping: {Seconds} s for what is under way")]
    public static partial void Stopping(this ILogger logger, int seconds);

    [LoggerMessage(4, LogLevel.Warning, "{Count} calls whose outcome stayed unknown were charged at their bound")]
    public static partial void Resolved(this ILogger logger, int count);

    [LoggerMessage(5, LogLevel.Error, "Payments do not agree with the payment method: {Finding}")]
    public static partial void PaymentFinding(this ILogger logger, string finding);

    [LoggerMessage(6, LogLevel.Warning, "Work on payments was put off: {Reason}")]
    public static partial void PaymentsPutOff(this ILogger logger, string reason);

    /// <summary>Says what a start had to mend, if anything.</summary>
    public static void MendedAtStart(this ILogger logger, RecoveryReport report)
    {
        if (report.Replayed + report.Released + report.Suspended + report.LostSlices > 0)
        {
            logger.Mended(report.Replayed, report.Released, report.Suspended, report.LostSlices);
        }
    }
}
