using System.Text.Json;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Reads the <c>mcp</c> part of a declared tool: one tool of another server.</summary>
internal static class McpCallReader
{
    /// <summary>The server and what is asked of it; null when it is so wrong that there is none. Faults are the object's.</summary>
    /// <param name="file">The part.</param>
    /// <param name="name">Name of the tool, under which the form of the other's is kept.</param>
    /// <param name="scope">What its templates may name.</param>
    public static (McpSpec Spec, McpCallPlan Plan)? Read(FileObject file, string name, TemplateScope scope)
    {
        var foreign = file.Text("tool");
        var spec = McpSpecReader.Read(file, name, scope.Secret, tool => tool == foreign);
        var arguments = Template(file, "arguments", scope, hasReply: false);
        var result = Template(file, "result", scope, hasReply: true);
        var list = file.MayText("list") is { } text ? ReplyPath.Read(text) : null;
        if (file.Find("list") is not null && (list is null || result is null))
        {
            file.Fault("list", "must be a path such as $.items, beside a result");
        }

        file.End();
        return spec is null || foreign.Length == 0 ? null : (spec, new McpCallPlan(foreign, arguments, result, list));
    }

    private static JsonTemplate? Template(FileObject file, string field, TemplateScope scope, bool hasReply)
    {
        if (file.Find(field) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object || value.TryGetProperty("$each", out _))
        {
            file.Fault(field, "must be an object with fields");
            return null;
        }

        return JsonTemplate.Read(value, scope, hasReply, file.PathOf(field), file.Faults);
    }
}
