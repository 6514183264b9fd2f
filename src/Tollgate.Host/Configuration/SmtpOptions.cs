namespace Tollgate.Host.Configuration;

/// <summary>The server that mail is handed to.</summary>
internal sealed class SmtpOptions
{
    /// <summary>Null when there is none.</summary>
    public string? Host { get; set; }

    public long Port { get; set; } = 587;

    public bool StartTls { get; set; } = true;

    /// <summary>Null for a server that asks nobody who he is.</summary>
    public string? User { get; set; }

    /// <summary>A secret.</summary>
    public string? Password { get; set; }

    public string From { get; set; } = "tollgate@localhost";
}
