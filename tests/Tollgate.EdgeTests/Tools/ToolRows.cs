using System.Text;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools;

/// <summary>Tools as pages list them.</summary>
internal static class ToolRows
{
    /// <summary>Rows of tools with their prices and arguments.</summary>
    public static string Table(IEnumerable<ToolDefinition> tools)
    {
        var table = new StringBuilder("| tool | tokens | arguments (* required) |\n|---|---|---|\n");
        foreach (var tool in tools)
        {
            var arguments = tool.Parameters.Select(p => $"`{string.Join(" \\| ", p.Aliases.Prepend(p.Name))}`{(p.Required ? "*" : "")}");
            table.Append(FormattableString.Invariant($"| `{tool.Name}` | {tool.Cost} | {string.Join(", ", arguments)} |\n"));
        }

        return table.ToString();
    }
}
