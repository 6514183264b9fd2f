using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Socials;

/// <summary>A part of a list, as a caller asks for it: <c>page</c> counts pages from 1, <c>start</c> the entries before it, <c>limit</c> how
/// many it has at most.</summary>
internal readonly record struct Parts(int Start, int Limit)
{
    public static readonly ToolParameter Page = new("page", ParameterKind.Whole)
    {
        Description = "Which page, counted from 1; 1 unless given. Instead of start.", Least = 1, Most = 10_000,
    };

    public static readonly ToolParameter Skip = new("start", ParameterKind.Whole)
    {
        Description = "How many entries come before the first one wanted; 0 unless given. Instead of page.", Least = 0, Most = 1_000_000,
    };

    /// <summary>How many entries one answer has at most.</summary>
    public static ToolParameter Size(int usual, int most) => new("limit", ParameterKind.Whole)
    {
        Description = FormattableString.Invariant($"Most entries of one answer; {usual} unless given."), Aliases = ["count"], Least = 1, Most = most,
    };

    /// <summary>Two ways to say where are one too many.</summary>
    public static Refusal? Check(Arguments arguments) => arguments.Whole("page") is not null && arguments.Whole("start") is not null
        ? Refusal.Invalid("start", "The arguments page and start both say where the list begins: give one of them.")
        : null;

    public static Parts Read(Arguments arguments, int usual)
    {
        var limit = (int)(arguments.Whole("limit") ?? usual);
        var start = arguments.Whole("start") ?? ((arguments.Whole("page") ?? 1) - 1) * limit;
        return new Parts((int)Math.Min(start, int.MaxValue), limit);
    }

    /// <summary>The entries of the part.</summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> all) => [.. all.Skip(Start).Take(Limit)];

    /// <summary>Whether the part lies beyond the last entry, for which nobody needs to pay again.</summary>
    public bool IsPast(int total) => Start > 0 && Start >= total;
}
