namespace Tollgate.Tools.Mcp;

/// <summary>Names of the Model Context Protocol over HTTP, and of what we add to its messages.</summary>
internal static class McpNames
{
    public const string SessionId = "Mcp-Session-Id";
    public const string ProtocolVersion = "MCP-Protocol-Version";
    public const string Method = "Mcp-Method";
    public const string Name = "Mcp-Name";

    /// <summary>In a request's <c>_meta</c> of the revision without sessions: which revision it speaks.</summary>
    public const string MetaVersion = "io.modelcontextprotocol/protocolVersion";

    /// <summary>The same: what its client can do.</summary>
    public const string MetaCapabilities = "io.modelcontextprotocol/clientCapabilities";

    /// <summary>In <c>_meta</c> of a listed tool: tokens of a call that went well.</summary>
    public const string Cost = "tollgate/cost_tokens";

    /// <summary>In <c>_meta</c> of a call: the most tokens that it may cost.</summary>
    public const string MostCost = "tollgate/max_cost_tokens";

    /// <summary>In <c>_meta</c> of a call: its idempotency key.</summary>
    public const string IdempotencyKey = "tollgate/idempotency_key";

    /// <summary>In <c>_meta</c> of a result: what was charged.</summary>
    public const string Charged = "tollgate/charged_tokens";

    /// <summary>In <c>_meta</c> of a result of <c>detect_signal</c>: which detectors did not run, and why.</summary>
    public const string Skipped = "tollgate/signals_skipped";

    /// <summary>In <c>_meta</c> of a result: the request's id.</summary>
    public const string RequestId = "tollgate/request_id";

    /// <summary>In <c>_meta</c> of a result that was kept for its idempotency key: true.</summary>
    public const string Replayed = "tollgate/replayed";

    /// <summary>The revision that has neither sessions nor a handshake: every request says what it is.</summary>
    public const string StatelessVersion = "2026-07-28";

    /// <summary>Every revision that is spoken, oldest first.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", StatelessVersion];
}
