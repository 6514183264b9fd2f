using Microsoft.Extensions.Logging;

namespace Tollgate.Notices.Smtp;

/// <summary>What the sending of mail tells the log: never an address, never a text.</summary>
internal static partial class SmtpLog
{
    [LoggerMessage(LogLevel.Error, "A mail cannot be sent: no SMTP server is set (smtp.host)")]
    public static partial void NoServer(this ILogger logger);

    [LoggerMessage(LogLevel.Error, "The SMTP server {Host} did not take a mail: {Why}")]
    public static partial void NotTaken(this ILogger logger, string host, string why);
}
