using Microsoft.Extensions.Logging;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Another server of which the tools that were accepted are ours, with a price.</summary>
/// <param name="upstream">The server.</param>
/// <param name="rules">As what they are published.</param>
/// <param name="pins">Which they are.</param>
/// <param name="time">The clock of their limits.</param>
/// <param name="logger">Takes what goes wrong when they are called.</param>
internal sealed class Republished(McpUpstream upstream, PublishRules rules, PinBook pins, TimeProvider time, ILogger logger)
{
    /// <summary>Its tools as they are published now, each with what its server calls it, whether its file names it so, and since when.</summary>
    public IEnumerable<(ITool Tool, string Foreign, bool IsNamed, long SinceMs)> Tools() =>
        pins.Accepted(upstream.Spec.Id).Where(tool => upstream.Spec.Looks(tool.Name)).Select(tool => Publish(tool.Accepted!, tool.SinceMs));

    private (ITool Tool, string Foreign, bool IsNamed, long SinceMs) Publish(ToolForm form, long sinceMs)
    {
        // What of a schema cannot be checked here is its server's to check.
        var input = SchemaReader.Raw(form.InputSchema);
        var rule = rules.Tools.GetValueOrDefault(form.Name);
        var definition = new ToolDefinition(rule?.Name ?? ToolNames.From(rules.Prefix, form.Name), rules.Server, rule?.Cost ?? rules.Cost)
        {
            Description = form.Description.Length > 0 ? form.Description : form.Title ?? form.Name,
            Parameters = SchemaParameters.Of(input),
            Input = input,
            PriceVersion = rules.PriceVersion,
            ChargesNotFound = rule?.ChargesNotFound ?? rules.ChargesNotFound,
            Timeout = rule?.Timeout ?? rules.Timeout,
            AnswersInBlocks = true,
        };
        var tool = new McpTool(definition, upstream, new McpCallPlan(form.Name, null, null, null), time, logger);
        return (tool, form.Name, rule?.Name is not null, sinceMs);
    }
}
