using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>How another server of the Model Context Protocol is reached, as its file says.</summary>
internal sealed record McpSpec
{
    /// <summary>Name of the declaration: what its tools' accepted forms are kept under.</summary>
    public required string Id { get; init; }

    public required Uri Endpoint { get; init; }

    /// <summary>Sent with every request, secrets in their places.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Which of its tools are looked at, by the names that it gives them.</summary>
    public required Func<string, bool> Looks { get; init; }

    /// <summary>What becomes of tools that are new.</summary>
    public NewTools NewTools { get; init; }

    /// <summary>Whether calls go on, in the form that was accepted, when a tool's arguments or hints have changed.</summary>
    public bool ServesChanged { get; init; }

    /// <summary>Whether callers are told what it says of a call that went wrong.</summary>
    public bool ShowsErrors { get; init; }

    /// <summary>Most calls at once; further ones wait.</summary>
    public required int MostCalls { get; init; }

    /// <summary>Most bytes that are read of a reply, whatever is in it, and most that are answered.</summary>
    public required int MostReplyBytes { get; init; }
}
