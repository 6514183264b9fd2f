namespace Tollgate.Notices.Smtp;

/// <summary>Where mail is handed over.</summary>
public sealed record SmtpSettings
{
    /// <summary>Name of the server; null when there is none, and nothing can be sent.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>Whether the connection must turn to TLS (STARTTLS) before anything is said.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Null for a server that asks nobody who he is.</summary>
    public string? User { get; init; }

    /// <summary>A secret.</summary>
    public string? Password { get; init; }

    /// <summary>The address that mail comes from.</summary>
    public string From { get; init; } = "tollgate@localhost";

    /// <summary>Most time for one letter.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
