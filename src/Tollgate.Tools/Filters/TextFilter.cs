using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Tools.Filters;

/// <summary>What a caller looks for in titles and other short texts: words and "quoted phrases", joined by <c>AND</c>, <c>OR</c>, <c>NOT</c> and
/// parentheses, as in <c>(CEO OR CTO OR Founder) NOT intern</c>.</summary>
internal sealed class TextFilter
{
    private readonly FilterNode _root;

    private TextFilter(FilterNode root) => _root = root;

    /// <summary>Reads a filter, whatever the text; when it is none, the fault says where and why.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TextFilter? filter, out FilterFault fault)
    {
        filter = new FilterParser(text).Read(out fault) is { } root ? new TextFilter(root) : null;
        return filter is not null;
    }

    /// <summary>A filter that is known to be one.</summary>
    /// <exception cref="FormatException">it is none.</exception>
    public static TextFilter Parse(string text) => TryParse(text, out var filter, out var fault)
        ? filter
        : throw new FormatException(FormattableString.Invariant($"no filter: at position {fault.Position} {fault.What}"));

    /// <summary>Whether the text is what is looked for.</summary>
    public bool Matches(string text) => _root.Matches(FilterTerm.OneSpaced(text));

    /// <summary>The filter with every operator and parenthesis written out; read again it is the same filter.</summary>
    public override string ToString() => _root.ToString();
}
