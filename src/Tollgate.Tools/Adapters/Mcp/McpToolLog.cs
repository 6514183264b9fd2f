using Microsoft.Extensions.Logging;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>What an operator must know of other servers' tools, and callers must not.</summary>
internal static partial class McpToolLog
{
    [LoggerMessage(1, LogLevel.Warning, "The tool {Tool} could not reach its MCP server: {Reason}")]
    public static partial void NotAsked(this ILogger logger, string tool, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The tools of the MCP server {Server} could not be looked at: {Reason}")]
    public static partial void NotLooked(this ILogger logger, string server, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The tool {Tool} of the MCP server {Server} waits to be accepted ({Change}): {What}")]
    public static partial void Waits(this ILogger logger, string server, string tool, string change, string what);

    [LoggerMessage(4, LogLevel.Warning, "The tool {Tool} of the MCP server {Server} says more than 64 KiB of itself and is not published")]
    public static partial void TooLarge(this ILogger logger, string server, string tool);
}
