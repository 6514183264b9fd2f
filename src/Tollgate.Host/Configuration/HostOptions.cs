namespace Tollgate.Host.Configuration;

/// <summary>Where the installation lives, where it listens and who may manage it.</summary>
internal sealed class HostOptions
{
    /// <summary>Addresses to listen on, separated by ';'.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8787";

    /// <summary>Directory of everything that is kept.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>Kind of store; this version has <c>sqlite</c> alone.</summary>
    public string Store { get; set; } = "sqlite";

    /// <summary>Token of the management API; null when the one made at first start counts. A secret.</summary>
    public string? AdminToken { get; set; }

    /// <summary>Encrypts provider keys; null when the file in the data directory counts. A secret.</summary>
    public string? MasterKey { get; set; }
}
