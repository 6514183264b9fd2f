using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Socials;

/// <summary>In which order a list comes.</summary>
internal static class Sorting
{
    private const string Recent = "recent";
    private const string Top = "top";

    public static readonly ToolParameter Parameter = new("sort", ParameterKind.Text)
    {
        Description = "recent (unless given): newest first; top: what most people answered to first.", Most = 10,
    };

    public static Refusal? Check(Arguments arguments) => arguments.Text("sort") is null or Recent or Top
        ? null
        : Refusal.Invalid("sort", $"The argument sort must be {Recent} or {Top}.");

    /// <summary>The entries in the order that was asked for.</summary>
    public static IReadOnlyList<T> Sorted<T>(Arguments arguments, IEnumerable<T> entries, Func<T, DateTimeOffset> at, Func<T, int> weight) =>
        arguments.Text("sort") == Top
            ? [.. entries.OrderByDescending(weight).ThenByDescending(at)]
            : [.. entries.OrderByDescending(at)];
}
