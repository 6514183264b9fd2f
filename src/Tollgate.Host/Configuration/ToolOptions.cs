namespace Tollgate.Host.Configuration;

/// <summary>How tools are reached.</summary>
internal sealed class ToolOptions
{
    /// <summary>Host name by the server that alone is reached under it.</summary>
    public Dictionary<string, string> Hosts { get; } = new(StringComparer.Ordinal);

    /// <summary>The directory of declared tools; null for <c>tools</c> in the data directory.</summary>
    public string? Directory { get; set; }

    /// <summary>Whether secrets that are not set are taken as set: for looking at files where the secrets are not.</summary>
    public bool AssumesSecrets { get; set; }

    /// <summary>Whether declared tools may ask loopback and private addresses.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Origins of web pages whose scripts may speak MCP, in lower case.</summary>
    public IReadOnlyList<string> McpOrigins { get; set; } = [];
}
