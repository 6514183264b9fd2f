using Microsoft.AspNetCore.Http;

namespace Tollgate.Tools.Rest;

/// <summary>Host names under which one server alone is reached, as the operator set them.</summary>
/// <param name="Servers">Server by host name in lower case and ASCII, without port.</param>
public sealed record ToolHosts(IReadOnlyDictionary<string, string> Servers)
{
    /// <summary>The server of a request's Host header; null for any other host. As it was sent: decoding a name of another alphabet fails on what
    /// anyone may send. A dot at the end is no part of a name.</summary>
    internal string? Of(string header) =>
        Servers.Count == 0 ? null : Servers.GetValueOrDefault(new HostString(header).Host.TrimEnd('.').ToLowerInvariant());
}
