using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Socials;

/// <summary>A tool of ours that answers from the sample set, and says so, until an operator puts one of his own in its place.</summary>
/// <param name="definition">What is known of it; that it may be replaced is said here.</param>
/// <param name="answer">What it answers.</param>
/// <param name="check">What its parameters alone cannot tell of arguments; null when there is nothing more.</param>
internal sealed class SampleTool(ToolDefinition definition, Func<Arguments, ToolAnswer> answer, Func<Arguments, Refusal?>? check = null) : ITool
{
    public ToolDefinition Definition { get; } = definition with
    {
        IsReplaceable = true,
        Description = definition.Description + (definition.Cost > 0 ? ToolDefinition.FromSample : ""),
    };

    public Refusal? Check(Arguments arguments) => check?.Invoke(arguments);

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken) => new(answer(call.Arguments));

    /// <summary>An answer out of the set.</summary>
    public static ToolAnswer Found(Action<Utf8JsonWriter> fields, ToolOutcome outcome = ToolOutcome.Found) => ToolAnswer.Ok(
        json =>
        {
            fields(json);
            json.WriteBoolean("sample"u8, true);
        },
        outcome);

    /// <summary>That the set has nothing of the kind.</summary>
    /// <param name="what">What there is none of: "company".</param>
    public static ToolAnswer NotFound(string what) => Found(
        json =>
        {
            json.WriteString("status"u8, "not_found");
            json.WriteString("message"u8, $"The sample set has no such {what}; its companies have domains such as harbourline.example.");
        },
        ToolOutcome.NotFound);
}
