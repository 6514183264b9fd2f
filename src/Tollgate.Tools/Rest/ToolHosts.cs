namespace Tollgate.Tools.Rest;

/// <summary>Host names under which one server alone is reached, as the operator set them.</summary>
/// <param name="Servers">Server by host name in lower case, without port.</param>
public sealed record ToolHosts(IReadOnlyDictionary<string, string> Servers)
{
    /// <summary>The server of a request's host; null for any other host.</summary>
    internal string? Of(string host) => Servers.Count == 0 ? null : Servers.GetValueOrDefault(host.ToLowerInvariant());
}
