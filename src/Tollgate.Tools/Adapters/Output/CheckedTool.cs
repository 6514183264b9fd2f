using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Output;

/// <summary>A tool whose good answers are held against what it says it answers. One that does not fit is its provider's failure: whoever reads it
/// relies on its form, and it is not charged.</summary>
internal sealed class CheckedTool(ITool inner, ValueSchema output, ILogger logger) : ITool
{
    public ToolDefinition Definition => inner.Definition;

    public Refusal? Check(Arguments arguments) => inner.Check(arguments);

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var answer = await inner.RunAsync(call, cancellationToken);
        if (answer.Refusal is not null || answer.Outcome == ToolOutcome.NotFound || Fault(answer) is not { } fault)
        {
            return answer;
        }

        logger.DoesNotFit(Definition.Name, fault.Path.Length == 0 ? "the answer" : fault.Path, fault.What);
        return ToolAnswer.Refuse(ProviderFailure.Failed(Definition.Server, $"What the tool {Definition.Name} was answered has another form than it should."))
            with { HadEffects = Definition.Cost == 0 };
    }

    // Of a result of MCP, what its tool says of itself is its structured content.
    private ArgumentFault? Fault(ToolAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 256 });
        var value = document.RootElement;
        if (Definition.AnswersInBlocks && (!value.TryGetProperty("structuredContent", out value) || value.ValueKind != JsonValueKind.Object))
        {
            return new ArgumentFault("structuredContent", "is missing");
        }

        var faults = new List<ArgumentFault>();
        SchemaCheck.Add(output, value, "", faults);
        return faults.Count == 0 ? null : faults[0];
    }
}
