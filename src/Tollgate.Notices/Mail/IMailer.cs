namespace Tollgate.Notices.Mail;

/// <summary>Port to whoever takes mail.</summary>
public interface IMailer
{
    /// <summary>Hands the letter over; false when nobody took it, which has been logged.</summary>
    Task<bool> SendAsync(Letter letter, CancellationToken cancellationToken);
}
