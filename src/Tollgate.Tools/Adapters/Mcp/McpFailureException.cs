namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Another MCP server did not answer as it should. What it said is not in the message.</summary>
internal sealed class McpFailureException(string message, int? status, int? code, Exception inner) : Exception(message, inner)
{
    /// <summary>Its HTTP status of failure; null when it was something else.</summary>
    public int? Status => status;

    /// <summary>Its error of the protocol; null when it was something else.</summary>
    public int? Code => code;
}
