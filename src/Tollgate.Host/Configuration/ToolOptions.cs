namespace Tollgate.Host.Configuration;

/// <summary>How tools are reached.</summary>
internal sealed class ToolOptions
{
    /// <summary>Host name by the server that alone is reached under it.</summary>
    public Dictionary<string, string> Hosts { get; } = new(StringComparer.Ordinal);
}
