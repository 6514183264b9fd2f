using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Notices.Mail;

namespace Tollgate.Notices.Smtp;

/// <summary>Hands letters to an SMTP server, a conversation each: they are few.</summary>
public sealed class SmtpMailer(SmtpSettings settings, ILogger<SmtpMailer> logger) : IMailer
{
    public Task<bool> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (settings.Host is not { } host)
        {
            logger.NoServer();
            return Task.FromResult(false);
        }

        // The whole conversation on a thread of its own, waiting there: the threads that poll sockets must not be kept waiting by it.
        return Task.Factory.StartNew(
            () => Send(host, letter), cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    private bool Send(string host, Letter letter)
    {
        try
        {
            using var mail = new MailMessage(settings.From, letter.To)
            {
                Subject = letter.Subject,
                SubjectEncoding = Encoding.UTF8,
                Body = letter.Text.ReplaceLineEndings("\r\n"),
                BodyEncoding = Encoding.UTF8,

                // Not as quoted-printable: this client writes its line breaks as characters of the text.
                BodyTransferEncoding = Ascii.IsValid(letter.Text) ? TransferEncoding.SevenBit : TransferEncoding.Base64,
            };
            using var client = new SmtpClient(host, settings.Port)
            {
                EnableSsl = settings.StartTls, UseDefaultCredentials = false, Timeout = (int)settings.Timeout.TotalMilliseconds,
            };
            if (settings.User is not null)
            {
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            }

            client.Send(mail);
            return true;
        }
        catch (Exception failure) when (failure is SmtpException or AuthenticationException or FormatException or IOException)
        {
            // What the server said may repeat the address: its kind alone is told.
            logger.NotTaken(host, (failure as SmtpException)?.StatusCode.ToString() ?? failure.GetType().Name);
            return false;
        }
    }
}
