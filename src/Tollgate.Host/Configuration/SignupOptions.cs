namespace Tollgate.Host.Configuration;

/// <summary>Keys by mail for whoever asks.</summary>
internal sealed class SignupOptions
{
    public bool Enabled { get; set; }

    /// <summary>Name of the plan of the workspaces that are made.</summary>
    public string Plan { get; set; } = "starter";

    /// <summary>Most codes within 24 hours: of one mail address, by one client address, of all.</summary>
    public long CodesPerAddress { get; set; } = 5;

    public long CodesPerClient { get; set; } = 20;

    public long CodesPerDay { get; set; } = 500;
}
