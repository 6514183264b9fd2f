using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Notices.Mail;

namespace Tollgate.Notices.Smtp;

/// <summary>Hands letters to an SMTP server, a conversation each: they are few.</summary>
public sealed class SmtpMailer(SmtpSettings settings, ILogger<SmtpMailer> logger) : IMailer
{
    public async Task<bool> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (settings.Host is not { } host)
        {
            logger.NoServer();
            return false;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            using var mail = new MailMessage(settings.From, letter.To)
            {
                Subject = letter.Subject, SubjectEncoding = Encoding.UTF8, Body = letter.Text, BodyEncoding = Encoding.UTF8,
            };
            using var client = new SmtpClient(host, settings.Port) { EnableSsl = settings.StartTls, UseDefaultCredentials = false };
            if (settings.User is not null)
            {
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            }

            await client.SendMailAsync(mail, limit.Token);
            return true;
        }
        catch (Exception failure) when (failure is SmtpException or FormatException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // What the server said may repeat the address: its kind alone is told.
            logger.NotTaken(host, (failure as SmtpException)?.StatusCode.ToString() ?? failure.GetType().Name);
            return false;
        }
    }
}
