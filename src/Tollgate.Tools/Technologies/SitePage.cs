namespace Tollgate.Tools.Technologies;

/// <summary>All that was gathered of a company's page.</summary>
internal sealed record SitePage
{
    public required string Html { get; init; }

    /// <summary>Whole addresses that it loads from, in the order of the page.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Texts of scripts by the address that they came from.</summary>
    public IReadOnlyList<(string Address, string Text)> Scripts { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public IReadOnlyList<(string Name, string Content)> Metas { get; init; } = [];

    /// <summary>Names of the cookies that it sets.</summary>
    public IReadOnlyList<string> Cookies { get; init; } = [];
}
