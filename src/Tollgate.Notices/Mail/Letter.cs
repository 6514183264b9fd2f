namespace Tollgate.Notices.Mail;

/// <summary>A mail of plain text.</summary>
/// <param name="To">The address that it goes to, one alone.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Its body.</param>
public sealed record Letter(string To, string Subject, string Text);
