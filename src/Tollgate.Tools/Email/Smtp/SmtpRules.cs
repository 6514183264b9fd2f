namespace Tollgate.Tools.Email.Smtp;

/// <summary>How mail hosts are asked about mailboxes.</summary>
/// <param name="Hello">The name by which we introduce ourselves.</param>
/// <param name="Sender">The sender that is named; empty for none, as in bounces.</param>
/// <param name="Port">25, but for tests.</param>
/// <param name="AllowPrivate">Whether hosts may have loopback and private addresses.</param>
internal sealed record SmtpRules(string Hello, string Sender, int Port, bool AllowPrivate);
