using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>Reads what a file says of a tool, however it gets its answer.</summary>
internal static class DefinitionReader
{
    /// <summary>The tool's definition; what the file leaves out of a tool that takes the place of one of ours stays what it was.</summary>
    /// <param name="file">The tool in its file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version of the prices of its file.</param>
    /// <param name="ours">The tool that is built in and that it replaces; null for none.</param>
    public static ToolDefinition Read(FileObject file, string name, string version, ToolDefinition? ours)
    {
        var server = ours is null ? file.Text("server") : file.MayText("server") ?? ours.Server!;
        if (server.Length > 0 && (server == ToolServers.Admin || ToolServers.Find(server) is null))
        {
            file.Fault("server", $"must be one of {string.Join(", ", ToolServers.All.Where(s => s != ToolServers.Admin))}");
        }

        var input = InputReader.Read(file);
        var parameters = input is null ? ours?.Parameters ?? [] : SchemaParameters.Of(input);
        return new ToolDefinition(name, ToolServers.Find(server), file.Whole("cost", 0, ToolDefinition.MostCost, ours?.Cost))
        {
            Description = ours is null ? file.Text("description") : file.MayText("description") ?? Provided(ours),
            Parameters = parameters,
            Input = input,
            Output = Output(file),
            PriceVersion = ours is not null && file.Find("cost") is null ? ours.PriceVersion : version,
            ChargesNotFound = file.Flag("charge_not_found", ours?.ChargesNotFound ?? true),
            NarrowedBy = Named(file, parameters) ?? (parameters.Any(p => p.Name == ours?.NarrowedBy) ? ours!.NarrowedBy : null),
            CheaperFirst = file.MayText("cheaper_first") ?? ours?.CheaperFirst,
            Timeout = TimeSpan.FromSeconds(file.Whole("timeout_seconds", 1, 600, 60)),
        };
    }

    // The data are the provider's now.
    private static string Provided(ToolDefinition ours) => ours.Description.Replace(ToolDefinition.FromSample, "", StringComparison.Ordinal);

    // A tool answers an object, whatever else is said of it.
    private static ValueSchema? Output(FileObject file)
    {
        if (file.MayObject("output") is not { IsObject: true } output)
        {
            return null;
        }

        if (output.MayText("type") is not (null or "object"))
        {
            output.Fault("type", "must be object");
        }

        return SchemaReader.Read(file.Find("output")!.Value, output.Path, file.Faults);
    }

    private static string? Named(FileObject file, IReadOnlyList<ToolParameter> parameters)
    {
        const string field = "narrowed_by";
        var name = file.MayText(field);
        if (name is not null && parameters.All(p => p.Name != name))
        {
            file.Fault(field, $"'{name}' is none of the tool's parameters");
        }

        return name;
    }
}
