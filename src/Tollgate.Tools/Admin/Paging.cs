using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary>How lists come in pages, the same in every tool that lists.</summary>
internal static class Paging
{
    private const int Usual = 50;
    private const int Most = 200;

    public static IReadOnlyList<ToolParameter> Parameters { get; } =
    [
        new("limit", ParameterKind.Whole) { Description = "Most entries of one page; 50 unless given.", Aliases = ["count"], Least = 1, Most = Most },
        new("cursor", ParameterKind.Text) { Description = "next_cursor of the page before.", Most = 100 },
    ];

    public static (int Limit, string? Cursor) Read(Arguments arguments) =>
        ((int)(arguments.Whole("limit") ?? Usual), arguments.Text("cursor"));
}
