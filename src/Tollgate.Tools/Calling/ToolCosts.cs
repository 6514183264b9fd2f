using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>What an operator lets tools of ours cost, in place of what they are built with.</summary>
/// <param name="Version">Names these prices in the books.</param>
/// <param name="Tokens">Tokens of a call by tool; those that it does not name cost what they are built with.</param>
/// <param name="Time">The clock of tools that are given away.</param>
internal sealed record ToolCosts(string Version, IReadOnlyDictionary<string, long> Tokens, TimeProvider Time)
{
    /// <summary>Every tool costs what it is built with.</summary>
    public static ToolCosts BuiltIn(TimeProvider time) => new(ToolDefinition.BuiltInPrices, new Dictionary<string, long>(StringComparer.Ordinal), time);

    /// <summary>What is known of a tool of ours, with its price.</summary>
    public ToolDefinition Of(ToolDefinition tool) =>
        Tokens.TryGetValue(tool.Name, out var tokens) ? tool with { Cost = tokens, PriceVersion = Version } : tool;

    /// <summary>The tool at its price.</summary>
    public ITool Of(ITool tool) => Tokens.ContainsKey(tool.Definition.Name) ? new PricedTool(tool, Of(tool.Definition), Time) : tool;
}
