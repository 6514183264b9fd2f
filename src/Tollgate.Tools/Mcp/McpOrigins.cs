namespace Tollgate.Tools.Mcp;

/// <summary>Web pages whose scripts may speak MCP with this gateway, as the operator set them. Programs that are no browser name no page and are
/// not asked.</summary>
/// <param name="Allowed">Origins such as <c>https://app.example.com</c>, in lower case.</param>
public sealed record McpOrigins(IReadOnlyList<string> Allowed)
{
    // A page of a stranger whose name is bent to this machine's address (DNS rebinding) still says where it came from.
    internal bool Allows(string origin)
    {
        var asked = origin.ToLowerInvariant();
        return Allowed.Contains(asked) || (Uri.TryCreate(asked, UriKind.Absolute, out var page) && page.IsLoopback);
    }
}
