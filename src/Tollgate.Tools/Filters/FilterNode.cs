namespace Tollgate.Tools.Filters;

/// <summary>How the parts of a filter are joined.</summary>
internal enum FilterJoin
{
    /// <summary>A single term, which has no parts.</summary>
    None,

    /// <summary>All of its parts.</summary>
    And,

    /// <summary>Any of its parts.</summary>
    Or,

    /// <summary>Not its one part.</summary>
    Not,
}

/// <summary>A part of a filter: a term, or parts that are joined. No deeper than the parser lets it become.</summary>
internal sealed record FilterNode(FilterJoin Join, FilterTerm? Term, IReadOnlyList<FilterNode> Parts)
{
    public static FilterNode Of(FilterTerm term) => new(FilterJoin.None, term, []);

    public static FilterNode Not(FilterNode part) => new(FilterJoin.Not, null, [part]);

    /// <summary>The parts joined; a single one stays itself.</summary>
    public static FilterNode Of(FilterJoin join, List<FilterNode> parts) => parts is [var only] ? only : new FilterNode(join, null, parts);

    public bool Matches(string text) => Join switch
    {
        FilterJoin.None => Term!.IsIn(text),
        FilterJoin.And => Parts.All(part => part.Matches(text)),
        FilterJoin.Or => Parts.Any(part => part.Matches(text)),
        _ => !Parts[0].Matches(text),
    };

    /// <summary>The part with every operator and parenthesis written out.</summary>
    public override string ToString() => Join switch
    {
        FilterJoin.None => Term!.ToString(),
        FilterJoin.And => $"({string.Join(" AND ", Parts)})",
        FilterJoin.Or => $"({string.Join(" OR ", Parts)})",
        _ => $"NOT {Parts[0]}",
    };
}
