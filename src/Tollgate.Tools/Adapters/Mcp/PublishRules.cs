namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>As what the tools of another server are published, as its file says.</summary>
internal sealed record PublishRules
{
    /// <summary>The server of ours that they are listed on.</summary>
    public required string Server { get; init; }

    /// <summary>What stands before each of their names.</summary>
    public required string Prefix { get; init; }

    /// <summary>Tokens of a call of any that <see cref="Tools"/> does not name.</summary>
    public required long Cost { get; init; }

    /// <summary>The version of the prices, see <see cref="Catalog.ToolDefinition.PriceVersion"/>.</summary>
    public required string PriceVersion { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required bool ChargesNotFound { get; init; }

    /// <summary>What is said of single ones, by the names that their server gives them.</summary>
    public required IReadOnlyDictionary<string, PublishRule> Tools { get; init; }
}
