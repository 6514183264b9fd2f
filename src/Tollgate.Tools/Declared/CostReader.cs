using System.Text.Json;
using Tollgate.Calls.Catalog;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>Reads what tools of ours cost, where an operator says it.</summary>
internal static class CostReader
{
    /// <summary>The file's name in the directory of declared tools.</summary>
    public const string FileName = "costs.json";

    private const string Costs = "costs";

    /// <summary>The prices of the file; what is wrong with it is added to the faults.</summary>
    public static ToolCosts Read(ReadOnlyMemory<byte> file, ToolShelf shelf, TimeProvider time, List<ArgumentFault> faults)
    {
        var tokens = new Dictionary<string, long>(StringComparer.Ordinal);
        DeclaredJson.Read(file, faults, root =>
        {
            _ = root.Find("$schema");
            if (root.MayObject(Costs) is { } costs)
            {
                foreach (var name in costs.IsObject ? root.Fields(Costs).Select(field => field.Name) : [])
                {
                    tokens.Add(name, costs.Whole(name, 0, ToolDefinition.MostCost, null));
                    if (Fault(shelf, name) is { } fault)
                    {
                        costs.Fault(name, fault);
                    }
                }
            }
            else if (root.IsObject)
            {
                root.Fault(Costs, "is missing");
            }

            root.End();
        });
        return new ToolCosts(FileVersion.Of(FileName, file.Span), tokens, time);
    }

    // What is free is so for a reason: an empty wallet must get at it, or it has no key to charge, or it charges by what it calls.
    private static string? Fault(ToolShelf shelf, string name)
    {
        var priced = shelf.Priced.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        if (priced.Contains(name))
        {
            return null;
        }

        if (shelf.IsOurs(name))
        {
            return "is a tool that is free, and stays so";
        }

        return NearestName.To(name, priced) is { } meant
            ? $"is no tool that is built in; did you mean {meant}?"
            : "is no tool that is built in; what another costs stands in the file that declares it";
    }
}
