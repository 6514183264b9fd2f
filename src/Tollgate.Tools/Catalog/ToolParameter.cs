namespace Tollgate.Tools.Catalog;

/// <summary>One argument that a tool takes.</summary>
/// <param name="Name">Its name; other names that callers may use are <see cref="Aliases"/>.</param>
/// <param name="Kind">What its value looks like.</param>
internal sealed record ToolParameter(string Name, ParameterKind Kind)
{
    public required string Description { get; init; }

    public bool Required { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Least number, cents, characters or items; what it bounds follows from the kind.</summary>
    public long Least { get; init; }

    /// <summary>Most of the same.</summary>
    public long Most { get; init; } = long.MaxValue;

    /// <summary>What the value must look like, of the kind <see cref="ParameterKind.Schema"/>, a part of the schema of all
    /// arguments; null for every other kind.</summary>
    public ValueSchema? Schema { get; init; }
}
