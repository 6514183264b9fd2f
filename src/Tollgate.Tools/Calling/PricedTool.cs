using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>A priced tool of ours at another price. It never changes: another price is another one of these, so that a call under way keeps what it began
/// with.</summary>
internal sealed class PricedTool(ITool inner, ToolDefinition definition, TimeProvider time) : ITool
{
    public ToolDefinition Definition => definition;

    public Refusal? Check(Arguments arguments) => inner.Check(arguments);

    public Refusal? Try(Arguments arguments) => inner.Try(arguments);

    public ToolAnswer? Free(ToolCall call) => inner.Free(call);

    // A tool that has a price is asked what it has to say, and given its time, by whoever charges it. Now nobody does.
    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken) => definition switch
    {
        { Cost: > 0 } => inner.RunAsync(call, cancellationToken),
        _ when inner.Check(call.Arguments) is { } refusal => new ValueTask<ToolAnswer>(ToolAnswer.Refuse(refusal)),
        _ => TimedRun.RunAsync(inner, call, time),
    };
}
